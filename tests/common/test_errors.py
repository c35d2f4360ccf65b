from common.errors import Refusal


class TooLate(Refusal):
    default_message = "too late"


def test_a_refusal_carries_its_message_and_its_field() -> None:
    assert str(TooLate()) == "too late"
    refusal = TooLate("the counter is closed", field="received_at")
    assert str(refusal) == "the counter is closed"
    assert refusal.field == "received_at"
