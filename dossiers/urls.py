"""Addresses of dossiers: for everybody and citizens, for staff, for administrators."""

from dossiers import urls_admin, urls_public, urls_staff

app_name = "dossiers"

urlpatterns = [*urls_public.urlpatterns, *urls_staff.urlpatterns, *urls_admin.urlpatterns]
