"""What a person may be allowed to do, as words. Which role carries which word stands in `roles.py`."""

from enum import StrEnum


class Permission(StrEnum):
    RECEIVE_DOSSIERS = "receive_dossiers"  # at the counter: check, accept, decline, print form 01
    DELIVER_RESULTS = "deliver_results"  # hand a result over and record who took it
    WORK_ON_DOSSIERS = "work_on_dossiers"  # steps, supplements (form 02), hand-overs
    ASSIGN_DOSSIERS = "assign_dossiers"  # within the office, with a reason
    DECIDE_DOSSIERS = "decide_dossiers"  # sign, return with reason (form 03)
    APPROVE_SECOND_SUPPLEMENT = "approve_second_supplement"
    STOP_DOSSIERS = "stop_dossiers"
    REOPEN_DOSSIERS = "reopen_dossiers"
    SEE_FIGURES = "see_figures"
    PUBLISH_FIGURES = "publish_figures"  # close a period: the figures stand as an edition, for everybody to read
    COMPARE_CENTERS = "compare_centers"  # figures of other centers, added up: no dossier, office or person
    SEE_ALL_CENTERS = "see_all_centers"  # a range of centers, not a row per dossier
    SEE_REGISTER = "see_register"  # of a center: form 07 of Circular 03/2025, on screen and as a spreadsheet
    SEE_ARRIVALS = "see_arrivals"  # of a reception: who came and got guidance or a form, but no code
    HANDLE_DATA_REQUESTS = "handle_data_requests"  # of people about their own data, at a center
    HANDLE_PETITIONS = "handle_petitions"  # of a center: read, answer, publish
    EXPORT_PERSONAL_DATA = "export_personal_data"  # numbers and phones in a spreadsheet, with a reason
    VIEW_NOTICES = "view_notices"
    FILE_FOR_OTHERS = "file_for_others"  # as a recorded helper; the citizen stays the owner
    MERGE_PERSONS = "merge_persons"  # two records of one person become one
    MANAGE_PROCEDURES = "manage_procedures"
    MANAGE_CALENDAR = "manage_calendar"
    MANAGE_STAFF = "manage_staff"
    MANAGE_POLICIES = "manage_policies"
    TAKE_OVER_DOSSIERS = "take_over_dossiers"  # spreadsheets of other systems, for a center
    MANAGE_CENTER = "manage_center"  # address, hotline, opening hours, counters
