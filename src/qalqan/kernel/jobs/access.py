"""Who operates: sees queues and failures, tries again, gives up, sends a self-test. No person is in it."""

OPERATOR = frozenset({"operator"})

ACTS = {
    "operation.jobs": OPERATOR,
    "operation.settle": OPERATOR,
    "operation.canary": OPERATOR,
}
