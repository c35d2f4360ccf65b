"""Citizens sign in at the national identity gateway (VNeID), by OpenID Connect; docs/sign_in.md."""
