"""Everything that runs by the clock, in one table, with what happens when a run is missed."""

from dataclasses import dataclass
from typing import Any

from celery.schedules import crontab, schedule


@dataclass(frozen=True)
class Job:
    """One line of the schedule. `every` is read in Asia/Ho_Chi_Minh; tasks are safe to run twice."""

    name: str
    task: str
    every: crontab | schedule
    when_missed: str  # for operators: what is late, wrong or lost until the next run
    arguments: tuple[Any, ...] = ()


JOBS: tuple[Job, ...] = (
    Job(
        "outbox",
        "notifications.tasks.deliver_outbox",
        crontab(minute="*"),
        "messages leave late; each leaves once",
    ),
    Job(
        "delivery reports",
        "notifications.tasks.ask_for_reports",
        crontab(minute="9-59/30"),
        "what Zalo did not deliver goes on by SMS later",
    ),
    Job(
        "webhooks",
        "notifications.tasks.deliver_webhooks",
        crontab(minute="*"),
        "other systems hear later; nothing is lost, the order within a dossier stays",
    ),
    *(
        Job(
            f"sweep {kind}",
            "dossiers.tasks.sweep",
            crontab(minute=f"{start}-59/15"),
            "reminders come late; figures do not change, they are derived from dates",
            (kind,),
        )
        for start, kind in enumerate(("due_soon", "overdue", "first_answer", "step_overdue"))
    ),
    Job(
        "form 04",
        "dossiers.tasks.draft_letters",
        crontab(minute="4-59/15"),
        "drafts and reminders of form 04 come late; which letters are missing is derived from dates all the same",
    ),
    Job(
        "coordination slips",
        "dossiers.tasks.remind_of_slips",
        crontab(minute="5-59/15"),
        "offices that were asked are reminded late; lists and lights are live",
    ),
    Job(
        "petitions",
        "feedback.tasks.remind_of_petitions",
        crontab(hour="7-17/5", minute=10),
        "who answers petitions is reminded late; lists and lights are live",
    ),
    Job(
        "warn of lapse",
        "dossiers.tasks.warn_of_lapse",
        crontab(hour="7-19/4", minute=20),
        "applicants are warned late, or by the last warning only",
    ),
    Job(
        "results not collected",
        "dossiers.tasks.sweep",
        crontab(hour=8, minute=20),
        "applicants are reminded of their result a day later; the list at the counter is always live",
        ("uncollected",),
    ),
    Job(
        "forget questions",
        "procedures.tasks.forget_questions",
        crontab(hour=2, minute=35),
        "questions without an answer, which hold nothing personal, are kept some days longer",
    ),
    Job(
        "forget appointments",
        "appointments.tasks.forget_old_appointments",
        crontab(hour=2, minute=45),
        "appointments of more than a month ago, which hold nothing personal, are kept some days longer",
    ),
    Job(
        "expire and lapse",
        "dossiers.tasks.end_what_ran_out",
        crontab(hour="0-20/4", minute=10),
        "what nobody completed ends some hours late",
    ),
    Job(
        "go on rescheduling",
        "dossiers.tasks.continue_rescheduling",
        crontab(minute="7-59/10"),
        "dossiers of a confirmed change of the calendar whose worker was lost move later; the page says which wait",
    ),
    Job(
        "absences",
        "dossiers.tasks.settle_absences",
        crontab(minute="2-59/15"),
        "dossiers of people who are away pass to their stand-ins later, and come back later; none twice",
    ),
    Job(
        "long lists",
        "dossiers.tasks.tidy_exports",
        crontab(minute="4-59/10"),
        "files of long lists are kept longer than a day; lists that wait for a lost worker wait on",
    ),
    Job(
        "compact the ledger",
        "dossiers.tasks.compact_ledger",
        crontab(minute="*/10"),
        "pages of figures get slower; the figures stay the same",
    ),
    Job(
        "running on-time rates",
        "reports.tasks.compute_running_rates",
        crontab(minute=5),
        "snapshots on the page of leaders grow older and say so; the figures beside them are always live",
    ),
    Job(
        "all on-time rates",
        "reports.tasks.compute_rates",
        crontab(hour=0, minute=20),
        "snapshots of finished periods lack late entries; the next run makes up for all of them",
    ),
    Job(
        "mornings of leaders",
        "reports.tasks.tell_leaders",
        crontab(minute="*/10"),
        "leaders hear later what needs them, after two hours not any more that day; the page is always live",
    ),
    Job(
        "drop expired filings",
        "dossiers.tasks.drop_expired_filings",
        crontab(hour=2, minute=30),
        "what was never sent is kept a day longer than promised",
    ),
    Job(
        "files that wait for the virus scanner",
        "dossiers.tasks.scan_waiting_uploads",
        crontab(minute="*"),
        "files wait longer, and their drafts cannot be sent; none is taken unseen",
    ),
    Job(
        "drop abandoned uploads",
        "dossiers.tasks.drop_abandoned_uploads",
        crontab(minute=35),
        "pieces of files that nobody went on sending are kept some hours longer",
    ),
    Job(
        "drop kept pages",
        "accounts.tasks.drop_kept_pages",
        crontab(minute=40),
        "pages posted after their session had ended lie encrypted some hours longer; none is offered any more",
    ),
    Job(
        "drop old deliveries",
        "notifications.tasks.drop_old_deliveries",
        crontab(hour=2, minute=40),
        "the list of deliveries to webhooks is longer for a day",
    ),
    Job(
        "drop answers under idempotency keys",
        "centers.tasks.drop_kept_answers",
        crontab(hour=2, minute=40),
        "kept answers fill some more rows; an expired key is free all the same",
    ),
)


def for_beat(jobs: tuple[Job, ...] = JOBS) -> dict[str, dict[str, Any]]:
    """The table as Celery beat reads it. Raises ValueError when two jobs have one name."""
    entries = {job.name: {"task": job.task, "schedule": job.every, "args": job.arguments} for job in jobs}
    if len(entries) != len(jobs):
        raise ValueError("two jobs of the schedule have the same name")
    return entries
