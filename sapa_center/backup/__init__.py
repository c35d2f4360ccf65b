"""Backup and restore of database, files and keys in one archive. See docs/backup.md."""
