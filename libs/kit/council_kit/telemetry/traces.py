"""Traces: one request followed from HTTP through the store, the relay and the runner to the read table.

The event carries the `traceparent` of the request that caused it; relay and runner start from it. Span names and
attributes are route templates, names of parts and counts; never values. Nothing leaves the process unless an OTLP
endpoint or a file is set.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final
from uuid import UUID

from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ParentBased, TraceIdRatioBased
from opentelemetry.trace import Span, SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from uuid_utils.compat import uuid4

Attribute = str | int | float | bool
_PROPAGATOR: Final = TraceContextTextMapPropagator()
_SAMPLED: Final = tuple("13579bdf")
"""How a `traceparent` ends whose request is sampled: the lowest bit of its flags."""
_MAX_FOLLOWED: Final = 50
"""Requests followed per batch: a catch-up of a million events must not become a million spans."""
_EXPORT_EVERY_MS: Final = 500


class JsonLinesExporter(SpanExporter):
    """One span a line, appended to a file that several processes may share (one write a batch)."""

    def __init__(self, file: Path) -> None:
        self._file = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Append the spans; a full disk is the only failure."""
        text = "".join((span.to_json(indent=None) or "{}") + "\n" for span in spans)
        try:
            os.write(self._file, text.encode())
        except OSError:
            return SpanExportResult.FAILURE
        return SpanExportResult.SUCCESS

    def shutdown(self) -> None:
        """Close the file."""
        os.close(self._file)


class _Tracing:
    """The tracer of this process. Not OpenTelemetry's global one, which can be set only once in a process."""

    def __init__(self) -> None:
        self.provider = TracerProvider(sampler=ALWAYS_OFF, shutdown_on_exit=False)
        self.exports = False
        self.tracer = self.provider.get_tracer("council")

    def replace(self, provider: TracerProvider, *, exports: bool) -> None:
        self.provider.shutdown()
        self.provider, self.exports = provider, exports
        self.tracer = provider.get_tracer("council")


_tracing: Final = _Tracing()


def configure_traces(
    service: str,
    *,
    otlp_endpoint: str | None = None,
    file: Path | None = None,
    ratio: float = 1.0,
    exporters: Sequence[SpanExporter] = (),
) -> None:
    """Make this process's tracer: to an OTLP/HTTP endpoint, to a file of JSON lines, to other exporters, or to none.

    `ratio`: the share of requests without a caller's decision that is sampled.
    """
    chosen = list(exporters)
    if file is not None:
        chosen.append(JsonLinesExporter(file))
    if otlp_endpoint is not None:
        # The exporter brings protobuf and requests; a process that exports nothing does not load them.
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

        chosen.append(OTLPSpanExporter(endpoint=f"{otlp_endpoint.rstrip('/')}/v1/traces"))
    sampler = ParentBased(TraceIdRatioBased(ratio)) if chosen else ALWAYS_OFF
    provider = TracerProvider(
        sampler=sampler, resource=Resource.create({"service.name": service}), shutdown_on_exit=False
    )
    for exporter in chosen:
        provider.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=_EXPORT_EVERY_MS))
    _tracing.replace(provider, exports=bool(chosen))


def shutdown_traces() -> None:
    """Send what waits and stop exporting."""
    _tracing.replace(TracerProvider(sampler=ALWAYS_OFF, shutdown_on_exit=False), exports=False)


@contextmanager
def span(
    name: str, *, traceparent: str | None = None, kind: SpanKind = SpanKind.INTERNAL, **attributes: Attribute
) -> Iterator[Span]:
    """A span inside the current one, or inside `traceparent`. An exception is noted by its type only.

    Where nobody exports, an inner span costs nothing: whatever span there is goes on.
    """
    if not _tracing.exports and kind is SpanKind.INTERNAL:
        yield trace.get_current_span()
        return
    context = _PROPAGATOR.extract({"traceparent": traceparent}) if traceparent else None
    with _tracing.tracer.start_as_current_span(
        name, context, kind=kind, attributes=attributes, record_exception=False, set_status_on_exception=False
    ) as started:
        try:
            yield started
        except BaseException as error:
            started.set_status(trace.StatusCode.ERROR, type(error).__qualname__)
            raise


def current_traceparent() -> str | None:
    """The W3C `traceparent` of the current span, for `Acting.traceparent` and outgoing requests; None outside of one."""
    context = trace.get_current_span().get_span_context()
    if not context.is_valid:
        return None
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"


def correlation_id() -> UUID:
    """What ties together all that one request causes: the trace id as a UUID; outside of a trace a new one."""
    context = trace.get_current_span().get_span_context()
    return UUID(int=context.trace_id) if context.is_valid else uuid4()


@contextmanager
def follow(name: str, traceparents: Iterable[str | None], **attributes: Attribute) -> Iterator[None]:
    """One span per sampled request that is in this batch, over the time of the batch; costs nothing when none is.

    For the relay (`relay.publish`) and the runner (`runner.apply`), with the `traceparent` of each envelope.
    """
    if not _tracing.exports:
        yield
        return
    wanted = {each for each in traceparents if each is not None and each.endswith(_SAMPLED)}
    started = time.time_ns()
    with ExitStack() as stack:
        for traceparent in sorted(wanted)[:_MAX_FOLLOWED]:
            context = _PROPAGATOR.extract({"traceparent": traceparent})
            each = _tracing.tracer.start_span(
                name, context, kind=SpanKind.CONSUMER, attributes=attributes, start_time=started
            )
            stack.callback(each.end)
        yield
