"""Every operation of the API as a method. Made from clients/openapi.json by `npm run -s python-client`: change that, and make it again."""
from typing import Any, Dict, Iterator, List, Literal, Optional, Union

from .models import *  # noqa: F401,F403
from .transport import Event, Transport, each, quoted


class NexApi(Transport):
    """Every operation of the API."""

    def get_activity(self, *, span: Optional[Literal["1h", "24h", "7d", "30d"]] = None) -> "Activity":
        """Read what runs now and what was used lately."""
        return self._json("GET", f"/v1/activity", query={"span": span})

    def get_builds_use(self, *, span: Optional[Literal["1h", "24h", "7d", "30d"]] = None) -> "OwnUse":
        """Read what the own model calls of builds used lately: queries, verifiers, judges."""
        return self._json("GET", f"/v1/activity/builds", query={"span": span})

    def get_frameworks_use(self, *, span: Optional[Literal["1h", "24h", "7d", "30d"]] = None) -> "OwnUse":
        """Read what making frameworks used lately, without the runs of their trials."""
        return self._json("GET", f"/v1/activity/frameworks", query={"span": span})

    def list_agents(self, *, limit: Optional[int] = None, cursor: Optional[str] = None) -> "Dict[str, Any]":
        """List the named agents by name."""
        return self._json("GET", f"/v1/agents", query={"limit": limit, "cursor": cursor})

    def each_agents(self) -> "Iterator[Dict[str, Any]]":
        """List the named agents by name: every item, page after page."""
        return each(lambda cursor: self.list_agents(limit=200, cursor=cursor))

    def put_agent(self, name: str, body: RegisterAgent) -> "RegisteredAgent":
        """Give an agent a name; clients of chat completions use it as the model."""
        return self._json("PUT", f"/v1/agents/{quoted(name)}", body=body, media_type="application/json")

    def get_agent(self, name: str) -> "RegisteredAgent":
        """Read a named agent."""
        return self._json("GET", f"/v1/agents/{quoted(name)}")

    def delete_agent(self, name: str) -> "None":
        """Take the name from an agent; its bundle and runs stay."""
        return self._json("DELETE", f"/v1/agents/{quoted(name)}")

    def list_audit(self, *, limit: Optional[int] = None, cursor: Optional[str] = None, actor: Optional[str] = None, operation: Optional[str] = None, resource: Optional[str] = None, since: Optional[str] = None) -> "Dict[str, Any]":
        """List changes, newest first."""
        return self._json("GET", f"/v1/audit", query={"limit": limit, "cursor": cursor, "actor": actor, "operation": operation, "resource": resource, "since": since})

    def each_audit(self, *, actor: Optional[str] = None, operation: Optional[str] = None, resource: Optional[str] = None, since: Optional[str] = None) -> "Iterator[Dict[str, Any]]":
        """List changes, newest first: every item, page after page."""
        return each(lambda cursor: self.list_audit(actor=actor, operation=operation, resource=resource, since=since, limit=200, cursor=cursor))

    def send_benchmark_file(self, body: SendBenchmarkFile, *, idempotency_key: Optional[str] = None) -> "BenchmarkFile":
        """Keep a benchmark to compare trajectories with."""
        return self._json("POST", f"/v1/benchmark-files", body=body, media_type="application/json", idempotency_key=idempotency_key)

    def create_build(self, body: Dict[str, Any], *, dry_run: Optional[Literal["true", "false"]] = None, ask_models: Optional[Literal["true", "false"]] = None, idempotency_key: Optional[str] = None) -> "Union[BuildEstimate, Build]":
        """Start a build, or with dryRun only check and estimate it."""
        return self._json("POST", f"/v1/builds", query={"dryRun": dry_run, "askModels": ask_models}, body=body, media_type="application/json", idempotency_key=idempotency_key)

    def list_builds(self, *, limit: Optional[int] = None, cursor: Optional[str] = None, since: Optional[str] = None, until: Optional[str] = None, state: Optional[Literal["queued", "running", "paused", "completed", "failed", "cancelled"]] = None, framework_id: Optional[str] = None) -> "Dict[str, Any]":
        """List builds."""
        return self._json("GET", f"/v1/builds", query={"limit": limit, "cursor": cursor, "since": since, "until": until, "state": state, "frameworkId": framework_id})

    def each_builds(self, *, since: Optional[str] = None, until: Optional[str] = None, state: Optional[Literal["queued", "running", "paused", "completed", "failed", "cancelled"]] = None, framework_id: Optional[str] = None) -> "Iterator[Dict[str, Any]]":
        """List builds: every item, page after page."""
        return each(lambda cursor: self.list_builds(since=since, until=until, state=state, framework_id=framework_id, limit=200, cursor=cursor))

    def regenerate_manifest(self, body: Dict[str, Any], *, idempotency_key: Optional[str] = None) -> "Build":
        """Make a data set again from its manifest, as a new build."""
        return self._json("POST", f"/v1/builds/regenerate", body=body, media_type="application/json", idempotency_key=idempotency_key)

    def get_build(self, id: str) -> "Build":
        """Read a build."""
        return self._json("GET", f"/v1/builds/{quoted(id)}")

    def update_build(self, id: str, body: UpdateBuild) -> "Build":
        """Change the budget or the concurrency of a build."""
        return self._json("PATCH", f"/v1/builds/{quoted(id)}", body=body, media_type="application/json")

    def cancel_build(self, id: str, *, idempotency_key: Optional[str] = None) -> "Build":
        """Cancel a build."""
        return self._json("POST", f"/v1/builds/{quoted(id)}/cancel", idempotency_key=idempotency_key)

    def get_build_composition(self, id: str) -> "BuildComposition":
        """Tell what the queries of a build are spread over."""
        return self._json("GET", f"/v1/builds/{quoted(id)}/composition")

    def follow_build(self, id: str) -> "Iterator[Event]":
        """Follow a build."""
        return self._events("GET", f"/v1/builds/{quoted(id)}/events")

    def export_build(self, id: str, body: ExportRequest, *, idempotency_key: Optional[str] = None) -> "Build":
        """Write the data set of a finished build in other formats."""
        return self._json("POST", f"/v1/builds/{quoted(id)}/exports", body=body, media_type="application/json", idempotency_key=idempotency_key)

    def list_build_files(self, id: str, *, limit: Optional[int] = None, cursor: Optional[str] = None, version: Optional[int] = None) -> "Dict[str, Any]":
        """List the files of a data set."""
        return self._json("GET", f"/v1/builds/{quoted(id)}/files", query={"limit": limit, "cursor": cursor, "version": version})

    def each_build_files(self, id: str, *, version: Optional[int] = None) -> "Iterator[Dict[str, Any]]":
        """List the files of a data set: every item, page after page."""
        return each(lambda cursor: self.list_build_files(id, version=version, limit=200, cursor=cursor))

    def get_build_file(self, id: str, path: str, *, version: Optional[int] = None) -> "bytes":
        """Read a file of a data set."""
        return self._read("GET", f"/v1/builds/{quoted(id)}/files/{quoted(path, '/')}", query={"version": version})

    def pause_build(self, id: str, *, idempotency_key: Optional[str] = None) -> "Build":
        """Pause a build."""
        return self._json("POST", f"/v1/builds/{quoted(id)}/pause", idempotency_key=idempotency_key)

    def list_build_queries(self, id: str, *, limit: Optional[int] = None, cursor: Optional[str] = None, state: Optional[Literal["drafted", "accepted", "rejected"]] = None, reason: Optional[str] = None, runs: Optional[Literal["true", "false"]] = None) -> "Dict[str, Any]":
        """List the queries of a build, with what was refused."""
        return self._json("GET", f"/v1/builds/{quoted(id)}/queries", query={"limit": limit, "cursor": cursor, "state": state, "reason": reason, "runs": runs})

    def each_build_queries(self, id: str, *, state: Optional[Literal["drafted", "accepted", "rejected"]] = None, reason: Optional[str] = None, runs: Optional[Literal["true", "false"]] = None) -> "Iterator[Dict[str, Any]]":
        """List the queries of a build, with what was refused: every item, page after page."""
        return each(lambda cursor: self.list_build_queries(id, state=state, reason=reason, runs=runs, limit=200, cursor=cursor))

    def regenerate_build(self, id: str, body: Dict[str, Any], *, idempotency_key: Optional[str] = None) -> "Build":
        """Make a build's data set again, as a new build."""
        return self._json("POST", f"/v1/builds/{quoted(id)}/regenerate", body=body, media_type="application/json", idempotency_key=idempotency_key)

    def get_regeneration(self, id: str) -> "Regeneration":
        """Tell how near a build came to the data set that it repeats."""
        return self._json("GET", f"/v1/builds/{quoted(id)}/regeneration")

    def rescore_build(self, id: str, body: Dict[str, Any], *, idempotency_key: Optional[str] = None) -> "Rescore":
        """Judge the trajectories of a finished build by newer checks and verifiers."""
        return self._json("POST", f"/v1/builds/{quoted(id)}/rescore", body=body, media_type="application/json", idempotency_key=idempotency_key)

    def resume_build(self, id: str, *, idempotency_key: Optional[str] = None) -> "Build":
        """Resume a failed or paused build."""
        return self._json("POST", f"/v1/builds/{quoted(id)}/resume", idempotency_key=idempotency_key)

    def get_review(self, id: str) -> "Review":
        """Read what is to be reviewed of a build."""
        return self._json("GET", f"/v1/builds/{quoted(id)}/review")

    def decide_review(self, id: str, body: DecideReview, *, idempotency_key: Optional[str] = None) -> "Review":
        """Accept or reject queries and runs of a build."""
        return self._json("POST", f"/v1/builds/{quoted(id)}/review/decisions", body=body, media_type="application/json", idempotency_key=idempotency_key)

    def list_build_trajectories(self, id: str, *, limit: Optional[int] = None, cursor: Optional[str] = None, reason: Optional[str] = None, verdict: Optional[Literal["keep", "flag", "drop"]] = None) -> "Dict[str, Any]":
        """List what became of the runs of a build."""
        return self._json("GET", f"/v1/builds/{quoted(id)}/trajectories", query={"limit": limit, "cursor": cursor, "reason": reason, "verdict": verdict})

    def each_build_trajectories(self, id: str, *, reason: Optional[str] = None, verdict: Optional[Literal["keep", "flag", "drop"]] = None) -> "Iterator[Dict[str, Any]]":
        """List what became of the runs of a build: every item, page after page."""
        return each(lambda cursor: self.list_build_trajectories(id, reason=reason, verdict=verdict, limit=200, cursor=cursor))

    def put_bundle(self, body: Dict[str, Any]) -> "Dict[str, Any]":
        """Store a bundle after loading every agent in it."""
        return self._json("PUT", f"/v1/bundles", body=body, media_type="application/json")

    def list_cassettes(self, *, limit: Optional[int] = None, cursor: Optional[str] = None) -> "Dict[str, Any]":
        """List the cassettes by name."""
        return self._json("GET", f"/v1/cassettes", query={"limit": limit, "cursor": cursor})

    def each_cassettes(self) -> "Iterator[Dict[str, Any]]":
        """List the cassettes by name: every item, page after page."""
        return each(lambda cursor: self.list_cassettes(limit=200, cursor=cursor))

    def get_cassette(self, name: str) -> "CassetteDetail":
        """Read what a cassette holds, by server and tool."""
        return self._json("GET", f"/v1/cassettes/{quoted(name)}")

    def delete_cassette(self, name: str) -> "None":
        """Delete a cassette; the runs that it was used in stay."""
        return self._json("DELETE", f"/v1/cassettes/{quoted(name)}")

    def export_cassette(self, name: str) -> "bytes":
        """Export a cassette as JSON lines."""
        return self._read("GET", f"/v1/cassettes/{quoted(name)}/file")

    def import_cassette(self, name: str) -> "CassetteDetail":
        """Lay the lines of a file onto a cassette, which is made when it is not there."""
        return self._json("PUT", f"/v1/cassettes/{quoted(name)}/file")

    def get_catalogue(self) -> "CatalogueShape":
        """Servers and tools that frameworks are made with."""
        return self._json("GET", f"/v1/catalogue")

    def call_tool(self, server: str, tool: str, body: CallTool, *, idempotency_key: Optional[str] = None) -> "ToolCallAnswer":
        """Try a tool once, with a state that no run has."""
        return self._json("POST", f"/v1/catalogue/{quoted(server)}/tools/{quoted(tool)}/calls", body=body, media_type="application/json", idempotency_key=idempotency_key)

    def create_chat_completion(self, body: Dict[str, Any], *, idempotency_key: Optional[str] = None) -> "Dict[str, Any]":
        """Talk to a named agent as if it were a model (OpenAI chat completions)."""
        return self._json("POST", f"/v1/chat/completions", body=body, media_type="application/json", idempotency_key=idempotency_key)

    def list_data_sets(self, *, limit: Optional[int] = None, cursor: Optional[str] = None, since: Optional[str] = None, until: Optional[str] = None, framework_digest: Optional[str] = None) -> "Dict[str, Any]":
        """List data sets."""
        return self._json("GET", f"/v1/data-sets", query={"limit": limit, "cursor": cursor, "since": since, "until": until, "frameworkDigest": framework_digest})

    def each_data_sets(self, *, since: Optional[str] = None, until: Optional[str] = None, framework_digest: Optional[str] = None) -> "Iterator[Dict[str, Any]]":
        """List data sets: every item, page after page."""
        return each(lambda cursor: self.list_data_sets(since=since, until=until, framework_digest=framework_digest, limit=200, cursor=cursor))

    def get_data_set(self, id: str) -> "DataSet":
        """Read a data set."""
        return self._json("GET", f"/v1/data-sets/{quoted(id)}")

    def diff_data_set_versions(self, id: str, *, limit: Optional[int] = None, cursor: Optional[str] = None, from_: Optional[int] = None, to: Optional[int] = None) -> "DataSetDiff":
        """Tell what is different between two versions."""
        return self._json("GET", f"/v1/data-sets/{quoted(id)}/diff", query={"limit": limit, "cursor": cursor, "from": from_, "to": to})

    def each_diff_data_set_versions(self, id: str, *, from_: Optional[int] = None, to: Optional[int] = None) -> "Iterator[Dict[str, Any]]":
        """Tell what is different between two versions: every item, page after page."""
        return each(lambda cursor: self.diff_data_set_versions(id, from_=from_, to=to, limit=200, cursor=cursor))

    def count_data_set_rows(self, id: str, *, q: Optional[str] = None, kept: Optional[Literal["true", "false"]] = None, reason: Optional[str] = None, flag: Optional[str] = None, difficulty: Optional[Literal["easy", "medium", "hard"]] = None, language: Optional[str] = None, problem_type: Optional[str] = None, persona: Optional[str] = None, version: Optional[int] = None) -> "RowFacets":
        """Count the rows of a version by what they are of."""
        return self._json("GET", f"/v1/data-sets/{quoted(id)}/facets", query={"q": q, "kept": kept, "reason": reason, "flag": flag, "difficulty": difficulty, "language": language, "problemType": problem_type, "persona": persona, "version": version})

    def list_data_set_rows(self, id: str, *, limit: Optional[int] = None, cursor: Optional[str] = None, q: Optional[str] = None, kept: Optional[Literal["true", "false"]] = None, reason: Optional[str] = None, flag: Optional[str] = None, difficulty: Optional[Literal["easy", "medium", "hard"]] = None, language: Optional[str] = None, problem_type: Optional[str] = None, persona: Optional[str] = None, offset: Optional[int] = None, version: Optional[int] = None) -> "Dict[str, Any]":
        """List the rows of a version."""
        return self._json("GET", f"/v1/data-sets/{quoted(id)}/rows", query={"limit": limit, "cursor": cursor, "q": q, "kept": kept, "reason": reason, "flag": flag, "difficulty": difficulty, "language": language, "problemType": problem_type, "persona": persona, "offset": offset, "version": version})

    def each_data_set_rows(self, id: str, *, q: Optional[str] = None, kept: Optional[Literal["true", "false"]] = None, reason: Optional[str] = None, flag: Optional[str] = None, difficulty: Optional[Literal["easy", "medium", "hard"]] = None, language: Optional[str] = None, problem_type: Optional[str] = None, persona: Optional[str] = None, offset: Optional[int] = None, version: Optional[int] = None) -> "Iterator[Dict[str, Any]]":
        """List the rows of a version: every item, page after page."""
        return each(lambda cursor: self.list_data_set_rows(id, q=q, kept=kept, reason=reason, flag=flag, difficulty=difficulty, language=language, problem_type=problem_type, persona=persona, offset=offset, version=version, limit=200, cursor=cursor))

    def get_data_set_row(self, id: str, row_id: str, *, format: Optional[str] = None) -> "RenderedRow":
        """Read a row in any format."""
        return self._json("GET", f"/v1/data-sets/{quoted(id)}/rows/{quoted(row_id)}", query={"format": format})

    def get_row_lineage(self, id: str, row_id: str) -> "RowLineage":
        """Tell what a row came of."""
        return self._json("GET", f"/v1/data-sets/{quoted(id)}/rows/{quoted(row_id)}/lineage")

    def list_data_set_versions(self, id: str, *, limit: Optional[int] = None, cursor: Optional[str] = None) -> "Dict[str, Any]":
        """List the versions of a data set."""
        return self._json("GET", f"/v1/data-sets/{quoted(id)}/versions", query={"limit": limit, "cursor": cursor})

    def each_data_set_versions(self, id: str) -> "Iterator[Dict[str, Any]]":
        """List the versions of a data set: every item, page after page."""
        return each(lambda cursor: self.list_data_set_versions(id, limit=200, cursor=cursor))

    def get_manifest(self, id: str, version: int) -> "Manifest":
        """Read the manifest of a version."""
        return self._json("GET", f"/v1/data-sets/{quoted(id)}/versions/{quoted(version)}/manifest")

    def create_framework_batch(self, body: CreateFrameworkBatch, *, idempotency_key: Optional[str] = None) -> "FrameworkBatch":
        """Generate a framework from each of many sentences, or from sentences that are made."""
        return self._json("POST", f"/v1/framework-batches", body=body, media_type="application/json", idempotency_key=idempotency_key)

    def list_framework_batches(self, *, limit: Optional[int] = None, cursor: Optional[str] = None, since: Optional[str] = None, until: Optional[str] = None, state: Optional[Literal["queued", "running", "completed", "failed", "cancelled"]] = None) -> "Dict[str, Any]":
        """List batches, newest first."""
        return self._json("GET", f"/v1/framework-batches", query={"limit": limit, "cursor": cursor, "since": since, "until": until, "state": state})

    def each_framework_batches(self, *, since: Optional[str] = None, until: Optional[str] = None, state: Optional[Literal["queued", "running", "completed", "failed", "cancelled"]] = None) -> "Iterator[Dict[str, Any]]":
        """List batches, newest first: every item, page after page."""
        return each(lambda cursor: self.list_framework_batches(since=since, until=until, state=state, limit=200, cursor=cursor))

    def get_framework_batch(self, id: str) -> "FrameworkBatch":
        """Read a batch: counts by state, usage, the grid and what is empty in it."""
        return self._json("GET", f"/v1/framework-batches/{quoted(id)}")

    def cancel_framework_batch(self, id: str, *, idempotency_key: Optional[str] = None) -> "FrameworkBatch":
        """Cancel a batch and the frameworks that it has under way."""
        return self._json("POST", f"/v1/framework-batches/{quoted(id)}/cancel", idempotency_key=idempotency_key)

    def follow_framework_batch(self, id: str) -> "Iterator[Event]":
        """Follow a batch."""
        return self._events("GET", f"/v1/framework-batches/{quoted(id)}/events")

    def list_framework_batch_members(self, id: str, *, limit: Optional[int] = None, cursor: Optional[str] = None, state: Optional[Literal["waiting", "generating", "ready", "accepted", "clone_of", "failed", "cancelled"]] = None) -> "Dict[str, Any]":
        """Members of a batch in the order of the request."""
        return self._json("GET", f"/v1/framework-batches/{quoted(id)}/members", query={"limit": limit, "cursor": cursor, "state": state})

    def each_framework_batch_members(self, id: str, *, state: Optional[Literal["waiting", "generating", "ready", "accepted", "clone_of", "failed", "cancelled"]] = None) -> "Iterator[Dict[str, Any]]":
        """Members of a batch in the order of the request: every item, page after page."""
        return each(lambda cursor: self.list_framework_batch_members(id, state=state, limit=200, cursor=cursor))

    def create_framework(self, body: CreateFrameworkInput, *, idempotency_key: Optional[str] = None) -> "Framework":
        """Generate a framework from a sentence."""
        return self._json("POST", f"/v1/frameworks", body=body, media_type="application/json", idempotency_key=idempotency_key)

    def list_frameworks(self, *, limit: Optional[int] = None, cursor: Optional[str] = None, since: Optional[str] = None, until: Optional[str] = None, state: Optional[Literal["queued", "running", "ready", "failed", "cancelled"]] = None) -> "Dict[str, Any]":
        """List frameworks, newest first."""
        return self._json("GET", f"/v1/frameworks", query={"limit": limit, "cursor": cursor, "since": since, "until": until, "state": state})

    def each_frameworks(self, *, since: Optional[str] = None, until: Optional[str] = None, state: Optional[Literal["queued", "running", "ready", "failed", "cancelled"]] = None) -> "Iterator[Dict[str, Any]]":
        """List frameworks, newest first: every item, page after page."""
        return each(lambda cursor: self.list_frameworks(since=since, until=until, state=state, limit=200, cursor=cursor))

    def get_framework(self, id: str) -> "Framework":
        """Read a framework."""
        return self._json("GET", f"/v1/frameworks/{quoted(id)}")

    def cancel_framework(self, id: str, *, idempotency_key: Optional[str] = None) -> "Framework":
        """Cancel a framework that is being generated."""
        return self._json("POST", f"/v1/frameworks/{quoted(id)}/cancel", idempotency_key=idempotency_key)

    def follow_framework(self, id: str) -> "Iterator[Event]":
        """Follow a framework."""
        return self._events("GET", f"/v1/frameworks/{quoted(id)}/events")

    def get_bundle(self, id: str) -> "Bundle":
        """Files of a framework."""
        return self._json("GET", f"/v1/frameworks/{quoted(id)}/files")

    def list_framework_steps(self, id: str, *, limit: Optional[int] = None, cursor: Optional[str] = None) -> "Dict[str, Any]":
        """Steps of a framework, in order."""
        return self._json("GET", f"/v1/frameworks/{quoted(id)}/steps", query={"limit": limit, "cursor": cursor})

    def each_framework_steps(self, id: str) -> "Iterator[Dict[str, Any]]":
        """Steps of a framework, in order: every item, page after page."""
        return each(lambda cursor: self.list_framework_steps(id, limit=200, cursor=cursor))

    def get_framework_step(self, id: str, step: str, *, round: Optional[int] = None) -> "FrameworkStepDetail":
        """One step of a framework, with its model calls."""
        return self._json("GET", f"/v1/frameworks/{quoted(id)}/steps/{quoted(step)}", query={"round": round})

    def send_import_file(self, *, idempotency_key: Optional[str] = None) -> "ImportFile":
        """Send a file of trajectories, in any of the formats that are read."""
        return self._json("POST", f"/v1/import-files", idempotency_key=idempotency_key)

    def create_import(self, body: CreateImport, *, idempotency_key: Optional[str] = None) -> "Build":
        """Import a file that was sent."""
        return self._json("POST", f"/v1/imports", body=body, media_type="application/json", idempotency_key=idempotency_key)

    def list_import_rejections(self, id: str, *, limit: Optional[int] = None, cursor: Optional[str] = None) -> "Dict[str, Any]":
        """List the records of an import that could not be used."""
        return self._json("GET", f"/v1/imports/{quoted(id)}/rejections", query={"limit": limit, "cursor": cursor})

    def each_import_rejections(self, id: str) -> "Iterator[Dict[str, Any]]":
        """List the records of an import that could not be used: every item, page after page."""
        return each(lambda cursor: self.list_import_rejections(id, limit=200, cursor=cursor))

    def list_keys(self, *, limit: Optional[int] = None, cursor: Optional[str] = None, tenant: Optional[str] = None) -> "Dict[str, Any]":
        """List API keys, newest first."""
        return self._json("GET", f"/v1/keys", query={"limit": limit, "cursor": cursor, "tenant": tenant})

    def each_keys(self, *, tenant: Optional[str] = None) -> "Iterator[Dict[str, Any]]":
        """List API keys, newest first: every item, page after page."""
        return each(lambda cursor: self.list_keys(tenant=tenant, limit=200, cursor=cursor))

    def create_key(self, body: CreateApiKey, *, idempotency_key: Optional[str] = None) -> "ApiKeySecret":
        """Create an API key; its secret is shown this once."""
        return self._json("POST", f"/v1/keys", body=body, media_type="application/json", idempotency_key=idempotency_key)

    def revoke_key(self, id: str) -> "ApiKey":
        """Revoke a key: no replica takes it for longer than three seconds more."""
        return self._json("DELETE", f"/v1/keys/{quoted(id)}")

    def rotate_key(self, id: str, body: Union[RotateApiKey, None], *, idempotency_key: Optional[str] = None) -> "ApiKeySecret":
        """Give a key a new secret; the one before stays good for a while."""
        return self._json("POST", f"/v1/keys/{quoted(id)}/rotate", body=body, media_type="application/json", idempotency_key=idempotency_key)

    def lint_bundle(self, body: Dict[str, Any], *, idempotency_key: Optional[str] = None) -> "Dict[str, Any]":
        """Lint the files of a framework."""
        return self._json("POST", f"/v1/lint", body=body, media_type="application/json", idempotency_key=idempotency_key)

    def get_me(self) -> "Me":
        """Who asks, and what they may do."""
        return self._json("GET", f"/v1/me")

    def list_models(self) -> "Dict[str, Any]":
        """List the named agents as models (OpenAI)."""
        return self._json("GET", f"/v1/models")

    def pause_model(self, tag: str, body: PauseModel, *, idempotency_key: Optional[str] = None) -> "TrainerModel":
        """Begin no more rollouts of a trainer's model."""
        return self._json("POST", f"/v1/models/{quoted(tag)}:pause", body=body, media_type="application/json", idempotency_key=idempotency_key)

    def resume_model(self, tag: str, body: ResumeModel, *, idempotency_key: Optional[str] = None) -> "TrainerModel":
        """Go on with rollouts of a trainer's model, at a version of its weights."""
        return self._json("POST", f"/v1/models/{quoted(tag)}:resume", body=body, media_type="application/json", idempotency_key=idempotency_key)

    def create_rollout_batch(self, body: CreateRolloutBatch, *, idempotency_key: Optional[str] = None) -> "RolloutBatchCreated":
        """Run tasks with a trainer's model."""
        return self._json("POST", f"/v1/rollout-batches", body=body, media_type="application/json", idempotency_key=idempotency_key)

    def list_rollout_batches(self, *, limit: Optional[int] = None, cursor: Optional[str] = None, since: Optional[str] = None, until: Optional[str] = None, model_tag: Optional[str] = None, state: Optional[Literal["running", "completed", "cancelled"]] = None) -> "Dict[str, Any]":
        """List rollout batches."""
        return self._json("GET", f"/v1/rollout-batches", query={"limit": limit, "cursor": cursor, "since": since, "until": until, "modelTag": model_tag, "state": state})

    def each_rollout_batches(self, *, since: Optional[str] = None, until: Optional[str] = None, model_tag: Optional[str] = None, state: Optional[Literal["running", "completed", "cancelled"]] = None) -> "Iterator[Dict[str, Any]]":
        """List rollout batches: every item, page after page."""
        return each(lambda cursor: self.list_rollout_batches(since=since, until=until, model_tag=model_tag, state=state, limit=200, cursor=cursor))

    def get_rollout_batch(self, id: str) -> "RolloutBatch":
        """Read a rollout batch: counts per state."""
        return self._json("GET", f"/v1/rollout-batches/{quoted(id)}")

    def cancel_rollout_batch(self, id: str, *, idempotency_key: Optional[str] = None) -> "RolloutBatch":
        """Cancel a rollout batch; its complete groups stay to be leased."""
        return self._json("POST", f"/v1/rollout-batches/{quoted(id)}/cancel", idempotency_key=idempotency_key)

    def get_rollout(self, id: str) -> "Rollout":
        """Read a rollout: its task, and where it stands."""
        return self._json("GET", f"/v1/rollouts/{quoted(id)}")

    def ask_policy(self, id: str, body: Dict[str, Any], *, idempotency_key: Optional[str] = None) -> "Dict[str, Any]":
        """Ask the policy model in a rollout of a trainer's own agent (OpenAI chat completions)."""
        return self._json("POST", f"/v1/rollouts/{quoted(id)}/chat/completions", body=body, media_type="application/json", idempotency_key=idempotency_key)

    def end_rollout(self, id: str, body: EndRollout, *, idempotency_key: Optional[str] = None) -> "Rollout":
        """End a rollout that a trainer's own agent ran, with its reward."""
        return self._json("POST", f"/v1/rollouts/{quoted(id)}/end", body=body, media_type="application/json", idempotency_key=idempotency_key)

    def create_run(self, body: CreateRun, *, idempotency_key: Optional[str] = None) -> "Run":
        """Run an agent; a known idempotency key gives the run that has it."""
        return self._json("POST", f"/v1/runs", body=body, media_type="application/json", idempotency_key=idempotency_key)

    def list_runs(self, *, limit: Optional[int] = None, cursor: Optional[str] = None, since: Optional[str] = None, until: Optional[str] = None, state: Optional[Literal["queued", "running", "waiting", "completed", "failed", "cancelled"]] = None, framework_digest: Optional[str] = None) -> "Dict[str, Any]":
        """List runs, newest first."""
        return self._json("GET", f"/v1/runs", query={"limit": limit, "cursor": cursor, "since": since, "until": until, "state": state, "frameworkDigest": framework_digest})

    def each_runs(self, *, since: Optional[str] = None, until: Optional[str] = None, state: Optional[Literal["queued", "running", "waiting", "completed", "failed", "cancelled"]] = None, framework_digest: Optional[str] = None) -> "Iterator[Dict[str, Any]]":
        """List runs, newest first: every item, page after page."""
        return each(lambda cursor: self.list_runs(since=since, until=until, state=state, framework_digest=framework_digest, limit=200, cursor=cursor))

    def get_run(self, id: str) -> "Run":
        """Read a run."""
        return self._json("GET", f"/v1/runs/{quoted(id)}")

    def cancel_run(self, id: str, *, idempotency_key: Optional[str] = None) -> "Run":
        """Cancel a run and all runs below it."""
        return self._json("POST", f"/v1/runs/{quoted(id)}/cancel", idempotency_key=idempotency_key)

    def stream_run_events(self, id: str, *, last_event_id: Optional[str] = None, live: Optional[Literal["true", "false"]] = None, on_disconnect: Optional[Literal["continue", "cancel"]] = None) -> "Iterator[Event]":
        """Follow the events of a run and of all runs below it (server-sent events)."""
        return self._events("GET", f"/v1/runs/{quoted(id)}/events", query={"lastEventId": last_event_id, "live": live, "onDisconnect": on_disconnect})

    def add_message(self, id: str, body: AddMessage, *, idempotency_key: Optional[str] = None) -> "Run":
        """Say something to a run that is at work."""
        return self._json("POST", f"/v1/runs/{quoted(id)}/messages", body=body, media_type="application/json", idempotency_key=idempotency_key)

    def list_permissions(self, id: str, *, limit: Optional[int] = None, cursor: Optional[str] = None) -> "Dict[str, Any]":
        """List the tool calls that wait for a decision, or waited."""
        return self._json("GET", f"/v1/runs/{quoted(id)}/permissions", query={"limit": limit, "cursor": cursor})

    def each_permissions(self, id: str) -> "Iterator[Dict[str, Any]]":
        """List the tool calls that wait for a decision, or waited: every item, page after page."""
        return each(lambda cursor: self.list_permissions(id, limit=200, cursor=cursor))

    def decide_permission(self, id: str, call_id: str, body: DecidePermission, *, idempotency_key: Optional[str] = None) -> "Permission":
        """Allow or deny a tool call that waits."""
        return self._json("POST", f"/v1/runs/{quoted(id)}/permissions/{quoted(call_id)}", body=body, media_type="application/json", idempotency_key=idempotency_key)

    def replay_run(self, id: str, *, idempotency_key: Optional[str] = None) -> "Replay":
        """Execute a finished run again from its log and compare."""
        return self._json("POST", f"/v1/runs/{quoted(id)}/replay", idempotency_key=idempotency_key)

    def get_trajectory(self, id: str) -> "Trajectory":
        """Read everything that happened in a run and in all runs below it."""
        return self._json("GET", f"/v1/runs/{quoted(id)}/trajectory")

    def list_secrets(self, *, limit: Optional[int] = None, cursor: Optional[str] = None) -> "Dict[str, Any]":
        """List the secrets by name, without their values."""
        return self._json("GET", f"/v1/secrets", query={"limit": limit, "cursor": cursor})

    def each_secrets(self) -> "Iterator[Dict[str, Any]]":
        """List the secrets by name, without their values: every item, page after page."""
        return each(lambda cursor: self.list_secrets(limit=200, cursor=cursor))

    def put_secret(self, name: str, body: PutSecret) -> "Secret":
        """Set the value that agent files name as ${secret.NAME}; runs that begin later see it."""
        return self._json("PUT", f"/v1/secrets/{quoted(name)}", body=body, media_type="application/json")

    def delete_secret(self, name: str) -> "None":
        """Delete a secret; runs that name it fail from then on."""
        return self._json("DELETE", f"/v1/secrets/{quoted(name)}")

    def get_settings(self) -> "Settings":
        """What is configured, without secrets."""
        return self._json("GET", f"/v1/settings")

    def create_team(self, body: CreateTeam, *, idempotency_key: Optional[str] = None) -> "Run":
        """Set a leader to work that fills roles with teammates."""
        return self._json("POST", f"/v1/teams", body=body, media_type="application/json", idempotency_key=idempotency_key)

    def get_team(self, id: str) -> "Team":
        """Read a team: its leader, its teammates and its tasks."""
        return self._json("GET", f"/v1/teams/{quoted(id)}")

    def send_team_message(self, id: str, body: SendTeamMessage, *, idempotency_key: Optional[str] = None) -> "Team":
        """Say something to an agent of a team."""
        return self._json("POST", f"/v1/teams/{quoted(id)}/messages", body=body, media_type="application/json", idempotency_key=idempotency_key)

    def list_team_tasks(self, id: str, *, limit: Optional[int] = None, cursor: Optional[str] = None, status: Optional[Literal["pending", "in_progress", "completed"]] = None) -> "Dict[str, Any]":
        """List the tasks of a team."""
        return self._json("GET", f"/v1/teams/{quoted(id)}/tasks", query={"limit": limit, "cursor": cursor, "status": status})

    def each_team_tasks(self, id: str, *, status: Optional[Literal["pending", "in_progress", "completed"]] = None) -> "Iterator[Dict[str, Any]]":
        """List the tasks of a team: every item, page after page."""
        return each(lambda cursor: self.list_team_tasks(id, status=status, limit=200, cursor=cursor))

    def create_team_task(self, id: str, body: CreateTeamTask, *, idempotency_key: Optional[str] = None) -> "TeamTask":
        """Put a task on the board of a team."""
        return self._json("POST", f"/v1/teams/{quoted(id)}/tasks", body=body, media_type="application/json", idempotency_key=idempotency_key)

    def update_team_task(self, id: str, task_id: str, body: UpdateTeamTask) -> "TeamTask":
        """Claim, release or complete a task of a team."""
        return self._json("PATCH", f"/v1/teams/{quoted(id)}/tasks/{quoted(task_id)}", body=body, media_type="application/json")

    def list_tenants(self, *, limit: Optional[int] = None, cursor: Optional[str] = None) -> "Dict[str, Any]":
        """List tenants by their ids: the own one, or all for administrators of the platform."""
        return self._json("GET", f"/v1/tenants", query={"limit": limit, "cursor": cursor})

    def each_tenants(self) -> "Iterator[Dict[str, Any]]":
        """List tenants by their ids: the own one, or all for administrators of the platform: every item, page after page."""
        return each(lambda cursor: self.list_tenants(limit=200, cursor=cursor))

    def put_tenant(self, id: str, body: PutTenant) -> "Tenant":
        """Make a tenant, or change its name and quotas."""
        return self._json("PUT", f"/v1/tenants/{quoted(id)}", body=body, media_type="application/json")

    def put_tokenizer(self, digest: str) -> "Dict[str, Any]":
        """Hand over a model's tokenizer.json."""
        return self._json("PUT", f"/v1/tokenizers/{quoted(digest)}")

    def list_tool_servers(self) -> "Dict[str, Any]":
        """List the tool servers at work, and what changed of their tools."""
        return self._json("GET", f"/v1/tool-servers")

    def get_trajectory_verdicts(self, run_id: str) -> "TrajectoryVerdicts":
        """Read everything that was found in a trajectory."""
        return self._json("GET", f"/v1/trajectories/{quoted(run_id)}/verdicts")

    def ack_trajectories(self, body: AckTrajectories, *, idempotency_key: Optional[str] = None) -> "TrajectoriesAcked":
        """Say what became of leased trajectories; whole or not at all."""
        return self._json("POST", f"/v1/trajectories:ack", body=body, media_type="application/json", idempotency_key=idempotency_key)

    def lease_trajectories(self, body: LeaseTrajectories, *, idempotency_key: Optional[str] = None) -> "TrajectoryLease":
        """Take complete groups of trajectories for a while; waits for the first one."""
        return self._json("POST", f"/v1/trajectories:lease", body=body, media_type="application/json", idempotency_key=idempotency_key)

    def list_webhooks(self, *, limit: Optional[int] = None, cursor: Optional[str] = None) -> "Dict[str, Any]":
        """List webhooks, newest first."""
        return self._json("GET", f"/v1/webhooks", query={"limit": limit, "cursor": cursor})

    def each_webhooks(self) -> "Iterator[Dict[str, Any]]":
        """List webhooks, newest first: every item, page after page."""
        return each(lambda cursor: self.list_webhooks(limit=200, cursor=cursor))

    def create_webhook(self, body: CreateWebhook, *, idempotency_key: Optional[str] = None) -> "WebhookSecret":
        """Have events sent to an address; the secret that they are signed with is shown this once."""
        return self._json("POST", f"/v1/webhooks", body=body, media_type="application/json", idempotency_key=idempotency_key)

    def get_webhook(self, id: str) -> "Webhook":
        """Get a webhook."""
        return self._json("GET", f"/v1/webhooks/{quoted(id)}")

    def update_webhook(self, id: str, body: UpdateWebhook) -> "Webhook":
        """Change a webhook, or switch it on or off; what ends while it is off is not told."""
        return self._json("PATCH", f"/v1/webhooks/{quoted(id)}", body=body, media_type="application/json")

    def delete_webhook(self, id: str) -> "None":
        """Delete a webhook with its deliveries."""
        return self._json("DELETE", f"/v1/webhooks/{quoted(id)}")

    def list_deliveries(self, id: str, *, limit: Optional[int] = None, cursor: Optional[str] = None, state: Optional[Literal["waiting", "delivered", "failed"]] = None) -> "Dict[str, Any]":
        """List what was sent to a webhook or waits for it, newest first."""
        return self._json("GET", f"/v1/webhooks/{quoted(id)}/deliveries", query={"limit": limit, "cursor": cursor, "state": state})

    def each_deliveries(self, id: str, *, state: Optional[Literal["waiting", "delivered", "failed"]] = None) -> "Iterator[Dict[str, Any]]":
        """List what was sent to a webhook or waits for it, newest first: every item, page after page."""
        return each(lambda cursor: self.list_deliveries(id, state=state, limit=200, cursor=cursor))

    def redeliver(self, id: str, delivery_id: str, *, idempotency_key: Optional[str] = None) -> "WebhookDelivery":
        """Send an event once more, under the same id."""
        return self._json("POST", f"/v1/webhooks/{quoted(id)}/deliveries/{quoted(delivery_id)}/redeliver", idempotency_key=idempotency_key)

    def rotate_webhook_secret(self, id: str, body: Union[RotateWebhookSecret, None], *, idempotency_key: Optional[str] = None) -> "WebhookSecret":
        """Give a webhook a new secret; for a while events are signed with the one before, too."""
        return self._json("POST", f"/v1/webhooks/{quoted(id)}/rotate", body=body, media_type="application/json", idempotency_key=idempotency_key)

    def test_webhook(self, id: str, *, idempotency_key: Optional[str] = None) -> "WebhookDelivery":
        """Send a test event to a webhook."""
        return self._json("POST", f"/v1/webhooks/{quoted(id)}/test", idempotency_key=idempotency_key)
