"""Addresses of dossiers: for everybody and citizens in `urls_public`, for staff in `urls_staff` and `urls_admin`."""

from dossiers import urls_admin, urls_public, urls_staff

app_name = "dossiers"

urlpatterns = [*urls_public.urlpatterns, *urls_staff.urlpatterns, *urls_admin.urlpatterns]
