"""What a subscriber was sent can be proved with the ledger's formats, and a log only ever grows."""

from uuid import uuid4

import pytest
from council_feed.delivery.receipts import NotInLogError
from council_kit.merkle import ReceiptError, Verifier, check_receipt, is_beginning


async def test_every_event_of_a_log_has_a_receipt_that_verifies(desk):
    subscription = await desk.subscribe()
    sent = []
    for count in (1, 3, 300, 7):
        sent += await desk.released(subscription, count, cases=5)
    verifier = Verifier.of(desk.receipts.signer(subscription).verifier_key)
    for each in (*sent[:5], sent[200], sent[-1]):
        text = await desk.receipts.receipt(subscription, each.event_id)
        assert check_receipt(text, each.body, verifier).size == len(sent)


async def test_a_receipt_proves_no_other_bytes_and_no_other_log(desk):
    subscription, other = await desk.subscribe(), await desk.subscribe()
    [sent] = await desk.released(subscription, 1)
    await desk.released(other, 1)
    text = await desk.receipts.receipt(subscription, sent.event_id)
    with pytest.raises(ReceiptError):
        check_receipt(text, sent.body + b" ", Verifier.of(desk.receipts.signer(subscription).verifier_key))
    with pytest.raises(ValueError, match="key"):
        check_receipt(text, sent.body, Verifier.of(desk.receipts.signer(other).verifier_key))
    with pytest.raises(NotInLogError):
        await desk.receipts.receipt(other, sent.event_id)


async def test_a_log_only_grows(desk):
    subscription = await desk.subscribe()
    await desk.released(subscription, 5)
    verifier = Verifier.of(desk.receipts.signer(subscription).verifier_key)
    first = verifier.read(await desk.receipts.checkpoint(subscription))
    await desk.released(subscription, 20)
    second = verifier.read(await desk.receipts.checkpoint(subscription))
    proof = await desk.receipts.consistency(subscription, first.size)
    assert is_beginning(first.size, first.root, second.size, second.root, list(proof.hashes))
    assert not is_beginning(first.size, second.root, second.size, second.root, list(proof.hashes))


async def test_a_log_without_events_has_no_checkpoint(desk):
    with pytest.raises(NotInLogError):
        await desk.receipts.checkpoint(uuid4())
