"""How often what happens in a simulation. Assumptions for load tests, not figures of any center (docs/simulation.md).

All are shares from 0 to 1 of what the line says.
"""

from collections.abc import Mapping

CHANNELS: Mapping[str, float] = {"counter": 0.52, "online": 0.42, "post": 0.06}  # of those that a procedure offers
ASSISTED, HELPED = 0.2, 0.04  # of online dossiers: filed by the counter, by a helper
RELATIVE = 0.08  # of the others: somebody authorised by the owner files
ELSEWHERE = 0.04  # of what communes decide: another commune decides
COLLECTED_ELSEWHERE = 0.04  # the result is handed out at another center
NEW_OWNERS = 0.6  # the others belong to somebody who was there before

ANSWERED_LATE = 0.03  # of submissions
DECLINED, INCOMPLETE, WITHDRAWN_UNANSWERED = 0.02, 0.07, 0.01  # of submissions
SILENT, GIVES_UP, DECLINED_THEN, BROUGHT = 0.2, 0.08, 0.05, 0.07  # of the incomplete; the rest submit again

ASSIGNED, CORRECTED, RECLASSIFIED = 0.06, 0.006, 0.006  # of what was received
WITHDRAWN, RETURNED, STOPPED = 0.02, 0.045, 0.005  # of what was received
NOT_STARTED = 0.5  # of same-day and immediate ones: resolved without being started
LATE, ON_THE_DAY = 0.03, 0.25  # of what is decided; the rest is early
LATE_QUICK = 0.005
PAUSED_TOO_LATE = 0.2  # of the late ones: papers are asked for after the due date
EXTENDED = 0.4  # of the late ones: a leader signs a letter before the due date
SUPPLEMENT, SECOND, PAYMENT = 0.1, 0.12, 0.05  # asked for; again; of what is worked on
NEVER_SUPPLIED, NEVER_PAID = 0.06, 0.04  # of what was asked for: lapses where a policy sets a time
ENDED_IN_PAUSE = 0.03  # of what was asked for: withdrawn, returned or stopped meanwhile
REOPENED = 0.006  # of what was decided
NUMBERED = 0.97  # of results: the number of the document is typed
NOT_COLLECTED = 0.05  # of results
