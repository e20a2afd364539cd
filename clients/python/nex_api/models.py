"""Shapes of requests and answers. Made from clients/openapi.json by `npm run -s python-client`: change that, and make it again."""
from typing import Any, Dict, List, Literal, TypedDict, Union

_AckTrajectoriesRequired = TypedDict("_AckTrajectoriesRequired", {
    "leaseId": "str",
    "results": "List[Dict[str, Any]]",
})
_AckTrajectoriesOptional = TypedDict("_AckTrajectoriesOptional", {
}, total=False)


class AckTrajectories(_AckTrajectoriesRequired, _AckTrajectoriesOptional):
    """The component AckTrajectories of the OpenAPI document."""


_ActivityRequired = TypedDict("_ActivityRequired", {
    "span": "Literal[\"1h\", \"24h\", \"7d\", \"30d\"]",
    "states": "Dict[str, int]",
    "buckets": "List[ActivityBucket]",
})
_ActivityOptional = TypedDict("_ActivityOptional", {
}, total=False)


class Activity(_ActivityRequired, _ActivityOptional):
    """The component Activity of the OpenAPI document."""


_ActivityBucketRequired = TypedDict("_ActivityBucketRequired", {
    "at": "str",
    "runs": "int",
    "completed": "int",
    "failed": "int",
    "inputTokens": "int",
    "outputTokens": "int",
})
_ActivityBucketOptional = TypedDict("_ActivityBucketOptional", {
    "costUsd": "float",
}, total=False)


class ActivityBucket(_ActivityBucketRequired, _ActivityBucketOptional):
    """The component ActivityBucket of the OpenAPI document."""


_AddMessageRequired = TypedDict("_AddMessageRequired", {
    "input": "User",
})
_AddMessageOptional = TypedDict("_AddMessageOptional", {
}, total=False)


class AddMessage(_AddMessageRequired, _AddMessageOptional):
    """The component AddMessage of the OpenAPI document."""


_AgentOriginRequired = TypedDict("_AgentOriginRequired", {
    "runId": "str",
    "parentRunId": "Union[str, None]",
    "agent": "str",
    "depth": "int",
    "state": "str",
    "stopReason": "Union[str, None]",
    "promptDigest": "str",
    "tools": "int",
    "toolsDigest": "str",
})
_AgentOriginOptional = TypedDict("_AgentOriginOptional", {
}, total=False)


class AgentOrigin(_AgentOriginRequired, _AgentOriginOptional):
    """The component AgentOrigin of the OpenAPI document."""


_AnswerValueRequired = TypedDict("_AnswerValueRequired", {
    "tolerance": "float",
})
_AnswerValueOptional = TypedDict("_AnswerValueOptional", {
    "name": "str",
    "text": "str",
    "number": "float",
    "matches": "str",
}, total=False)


class AnswerValue(_AnswerValueRequired, _AnswerValueOptional):
    """The component AnswerValue of the OpenAPI document."""


_AnswerValueInputRequired = TypedDict("_AnswerValueInputRequired", {
})
_AnswerValueInputOptional = TypedDict("_AnswerValueInputOptional", {
    "name": "str",
    "text": "str",
    "number": "float",
    "tolerance": "float",
    "matches": "str",
}, total=False)


class AnswerValueInput(_AnswerValueInputRequired, _AnswerValueInputOptional):
    """The component AnswerValueInput of the OpenAPI document."""


_ApiKeyRequired = TypedDict("_ApiKeyRequired", {
    "id": "str",
    "name": "str",
    "tenant": "str",
    "scopes": "List[Scope]",
    "prefix": "str",
    "createdAt": "str",
    "createdBy": "str",
    "expiresAt": "Union[str, None]",
    "lastUsedAt": "Union[str, None]",
    "revokedAt": "Union[str, None]",
})
_ApiKeyOptional = TypedDict("_ApiKeyOptional", {
}, total=False)


class ApiKey(_ApiKeyRequired, _ApiKeyOptional):
    """The component ApiKey of the OpenAPI document."""


_ApiKeySecretRequired = TypedDict("_ApiKeySecretRequired", {
    "key": "ApiKey",
    "secret": "str",
})
_ApiKeySecretOptional = TypedDict("_ApiKeySecretOptional", {
}, total=False)


class ApiKeySecret(_ApiKeySecretRequired, _ApiKeySecretOptional):
    """The component ApiKeySecret of the OpenAPI document."""


_AppliedEnhancerRequired = TypedDict("_AppliedEnhancerRequired", {
    "attempt": "int",
    "name": "str",
    "version": "int",
    "applied": "bool",
    "reason": "str",
    "change": "Dict[str, JsonValue]",
    "detail": "Dict[str, JsonValue]",
})
_AppliedEnhancerOptional = TypedDict("_AppliedEnhancerOptional", {
}, total=False)


class AppliedEnhancer(_AppliedEnhancerRequired, _AppliedEnhancerOptional):
    """The component AppliedEnhancer of the OpenAPI document."""


_AskedModelRequired = TypedDict("_AskedModelRequired", {
    "name": "str",
    "provider": "str",
    "askedBy": "List[str]",
})
_AskedModelOptional = TypedDict("_AskedModelOptional", {
    "failure": "FailureShape",
}, total=False)


class AskedModel(_AskedModelRequired, _AskedModelOptional):
    """The component AskedModel of the OpenAPI document."""


_AuditEntryRequired = TypedDict("_AuditEntryRequired", {
    "id": "str",
    "time": "str",
    "tenant": "str",
    "actor": "str",
    "operation": "str",
    "path": "str",
    "resource": "Union[str, None]",
    "status": "Union[int, None]",
    "requestId": "str",
    "traceId": "str",
})
_AuditEntryOptional = TypedDict("_AuditEntryOptional", {
}, total=False)


class AuditEntry(_AuditEntryRequired, _AuditEntryOptional):
    """The component AuditEntry of the OpenAPI document."""


_BatchGridRequired = TypedDict("_BatchGridRequired", {
    "cells": "List[BatchGridCell]",
    "space": "int",
    "covered": "int",
    "empty": "List[Dict[str, Any]]",
})
_BatchGridOptional = TypedDict("_BatchGridOptional", {
}, total=False)


class BatchGrid(_BatchGridRequired, _BatchGridOptional):
    """The component BatchGrid of the OpenAPI document."""


_BatchGridCellRequired = TypedDict("_BatchGridCellRequired", {
    "nodeBand": "str",
    "depth": "int",
    "domains": "List[str]",
    "key": "str",
    "count": "int",
    "pattern": "str",
})
_BatchGridCellOptional = TypedDict("_BatchGridCellOptional", {
}, total=False)


class BatchGridCell(_BatchGridCellRequired, _BatchGridCellOptional):
    """The component BatchGridCell of the OpenAPI document."""


_BenchmarkRequired = TypedDict("_BenchmarkRequired", {
    "name": "str",
})
_BenchmarkOptional = TypedDict("_BenchmarkOptional", {
    "format": "Literal[\"text\", \"jsonl\", \"csv\"]",
    "lines": "List[str]",
    "file": "str",
    "digest": "str",
}, total=False)


class Benchmark(_BenchmarkRequired, _BenchmarkOptional):
    """The component Benchmark of the OpenAPI document."""


_BenchmarkFileRequired = TypedDict("_BenchmarkFileRequired", {
    "digest": "str",
    "format": "Literal[\"text\", \"jsonl\", \"csv\"]",
    "bytes": "int",
    "lines": "int",
    "words": "int",
})
_BenchmarkFileOptional = TypedDict("_BenchmarkFileOptional", {
}, total=False)


class BenchmarkFile(_BenchmarkFileRequired, _BenchmarkFileOptional):
    """The component BenchmarkFile of the OpenAPI document."""


Block = Any


_BuildRequired = TypedDict("_BuildRequired", {
    "id": "str",
    "name": "str",
    "state": "Literal[\"queued\", \"running\", \"paused\", \"completed\", \"failed\", \"cancelled\"]",
    "frameworkId": "str",
    "spec": "CreateBuild",
    "stages": "List[Stage]",
    "funnel": "Funnel",
    "usage": "BuildUsage",
    "traceId": "str",
    "createdAt": "str",
})
_BuildOptional = TypedDict("_BuildOptional", {
    "frameworkDigest": "str",
    "concurrency": "Dict[str, Any]",
    "import": "ImportState",
    "paused": "Pause",
    "spending": "Dict[str, Any]",
    "economy": "BuildEconomy",
    "model": "Dict[str, Any]",
    "dataSet": "Dict[str, Any]",
    "failure": "FailureShape",
    "finishedAt": "str",
    "elapsedMs": "int",
}, total=False)


class Build(_BuildRequired, _BuildOptional):
    """The component Build of the OpenAPI document."""


_BuildBudgetRequired = TypedDict("_BuildBudgetRequired", {
    "onBudget": "Literal[\"pause\", \"finish\"]",
})
_BuildBudgetOptional = TypedDict("_BuildBudgetOptional", {
    "totalTokens": "int",
    "costUsd": "float",
}, total=False)


class BuildBudget(_BuildBudgetRequired, _BuildBudgetOptional):
    """The component BuildBudget of the OpenAPI document."""


_BuildBudgetInputRequired = TypedDict("_BuildBudgetInputRequired", {
})
_BuildBudgetInputOptional = TypedDict("_BuildBudgetInputOptional", {
    "totalTokens": "int",
    "costUsd": "float",
    "onBudget": "Literal[\"pause\", \"finish\"]",
}, total=False)


class BuildBudgetInput(_BuildBudgetInputRequired, _BuildBudgetInputOptional):
    """The component BuildBudgetInput of the OpenAPI document."""


_BuildCompositionRequired = TypedDict("_BuildCompositionRequired", {
    "tree": "List[Dict[str, Any]]",
    "difficulty": "List[Dict[str, Any]]",
    "language": "List[Dict[str, Any]]",
    "persona": "List[Dict[str, Any]]",
    "personas": "int",
})
_BuildCompositionOptional = TypedDict("_BuildCompositionOptional", {
}, total=False)


class BuildComposition(_BuildCompositionRequired, _BuildCompositionOptional):
    """The component BuildComposition of the OpenAPI document."""


_BuildEconomyRequired = TypedDict("_BuildEconomyRequired", {
})
_BuildEconomyOptional = TypedDict("_BuildEconomyOptional", {
    "perAcceptedQuery": "UnitCost",
    "perCompletedRun": "UnitCost",
    "perKeptTrajectory": "UnitCost",
}, total=False)


class BuildEconomy(_BuildEconomyRequired, _BuildEconomyOptional):
    """The component BuildEconomy of the OpenAPI document."""


_BuildEstimateRequired = TypedDict("_BuildEstimateRequired", {
    "spec": "CreateBuild",
    "frameworkDigest": "str",
    "queries": "int",
    "runs": "int",
    "parts": "List[EstimatePart]",
    "total": "Dict[str, Any]",
    "warnings": "List[str]",
})
_BuildEstimateOptional = TypedDict("_BuildEstimateOptional", {
    "budget": "Literal[\"enough\", \"perhaps\", \"too small\"]",
    "models": "List[AskedModel]",
}, total=False)


class BuildEstimate(_BuildEstimateRequired, _BuildEstimateOptional):
    """The component BuildEstimate of the OpenAPI document."""


_BuildTaskRequired = TypedDict("_BuildTaskRequired", {
    "query": "str",
    "verifiers": "List[Verifier]",
    "difficulty": "Difficulty",
    "language": "Literal[\"en\", \"zh\"]",
})
_BuildTaskOptional = TypedDict("_BuildTaskOptional", {
    "initialState": "InitialState",
    "group": "str",
}, total=False)


class BuildTask(_BuildTaskRequired, _BuildTaskOptional):
    """The component BuildTask of the OpenAPI document."""


_BuildTaskInputRequired = TypedDict("_BuildTaskInputRequired", {
    "query": "str",
})
_BuildTaskInputOptional = TypedDict("_BuildTaskInputOptional", {
    "verifiers": "List[VerifierInput]",
    "initialState": "InitialState",
    "group": "str",
    "difficulty": "Difficulty",
    "language": "Literal[\"en\", \"zh\"]",
}, total=False)


class BuildTaskInput(_BuildTaskInputRequired, _BuildTaskInputOptional):
    """The component BuildTaskInput of the OpenAPI document."""


_BuildTrajectoryRequired = TypedDict("_BuildTrajectoryRequired", {
    "runId": "str",
    "buildId": "str",
    "queryId": "str",
    "queryIndex": "int",
    "sampleIndex": "int",
    "kept": "Union[bool, None]",
    "reason": "str",
    "flags": "List[str]",
})
_BuildTrajectoryOptional = TypedDict("_BuildTrajectoryOptional", {
    "query": "str",
}, total=False)


class BuildTrajectory(_BuildTrajectoryRequired, _BuildTrajectoryOptional):
    """The component BuildTrajectory of the OpenAPI document."""


_BuildUsageRequired = TypedDict("_BuildUsageRequired", {
    "synthesis": "Usage",
    "runs": "Usage",
})
_BuildUsageOptional = TypedDict("_BuildUsageOptional", {
    "verifying": "Usage",
    "judging": "Usage",
}, total=False)


class BuildUsage(_BuildUsageRequired, _BuildUsageOptional):
    """The component BuildUsage of the OpenAPI document."""


_BundleRequired = TypedDict("_BundleRequired", {
    "digest": "str",
    "files": "List[BundleFile]",
})
_BundleOptional = TypedDict("_BundleOptional", {
}, total=False)


class Bundle(_BundleRequired, _BundleOptional):
    """The component Bundle of the OpenAPI document."""


_BundleFileRequired = TypedDict("_BundleFileRequired", {
    "path": "str",
    "content": "str",
})
_BundleFileOptional = TypedDict("_BundleFileOptional", {
}, total=False)


class BundleFile(_BundleFileRequired, _BundleFileOptional):
    """The component BundleFile of the OpenAPI document."""


_CallToolRequired = TypedDict("_CallToolRequired", {
})
_CallToolOptional = TypedDict("_CallToolOptional", {
    "arguments": "Dict[str, JsonValue]",
}, total=False)


class CallTool(_CallToolRequired, _CallToolOptional):
    """The component CallTool of the OpenAPI document."""


CapturedServers = List[str]


_CassetteRequired = TypedDict("_CassetteRequired", {
    "name": "str",
    "createdAt": "str",
    "calls": "int",
    "takes": "int",
    "outcomes": "int",
    "bytes": "int",
})
_CassetteOptional = TypedDict("_CassetteOptional", {
}, total=False)


class Cassette(_CassetteRequired, _CassetteOptional):
    """The component Cassette of the OpenAPI document."""


_CassetteDetailRequired = TypedDict("_CassetteDetailRequired", {
    "name": "str",
    "createdAt": "str",
    "calls": "int",
    "takes": "int",
    "outcomes": "int",
    "bytes": "int",
    "tools": "List[CassetteTool]",
})
_CassetteDetailOptional = TypedDict("_CassetteDetailOptional", {
}, total=False)


class CassetteDetail(_CassetteDetailRequired, _CassetteDetailOptional):
    """The component CassetteDetail of the OpenAPI document."""


CassetteMode = Literal["record", "strict", "fallback"]


_CassetteReportRequired = TypedDict("_CassetteReportRequired", {
    "name": "str",
    "mode": "CassetteMode",
    "missing": "int",
})
_CassetteReportOptional = TypedDict("_CassetteReportOptional", {
}, total=False)


class CassetteReport(_CassetteReportRequired, _CassetteReportOptional):
    """The component CassetteReport of the OpenAPI document."""


_CassetteToolRequired = TypedDict("_CassetteToolRequired", {
    "server": "str",
    "tool": "str",
    "calls": "int",
    "outcomes": "int",
    "bytes": "int",
    "schemas": "int",
})
_CassetteToolOptional = TypedDict("_CassetteToolOptional", {
}, total=False)


class CassetteTool(_CassetteToolRequired, _CassetteToolOptional):
    """The component CassetteTool of the OpenAPI document."""


_CassetteUseRequired = TypedDict("_CassetteUseRequired", {
    "name": "str",
    "mode": "CassetteMode",
})
_CassetteUseOptional = TypedDict("_CassetteUseOptional", {
}, total=False)


class CassetteUse(_CassetteUseRequired, _CassetteUseOptional):
    """The component CassetteUse of the OpenAPI document."""


_CatalogueServerRequired = TypedDict("_CatalogueServerRequired", {
    "name": "str",
    "title": "str",
    "summary": "str",
    "domains": "List[str]",
    "licence": "str",
    "package": "str",
    "version": "str",
    "isolation": "Literal[\"shared\", \"per-run\", \"leased\", \"daemon\", \"browser\"]",
    "tools": "List[Dict[str, Any]]",
})
_CatalogueServerOptional = TypedDict("_CatalogueServerOptional", {
    "probe": "Dict[str, Any]",
}, total=False)


class CatalogueServer(_CatalogueServerRequired, _CatalogueServerOptional):
    """The component CatalogueServer of the OpenAPI document."""


_CatalogueShapeRequired = TypedDict("_CatalogueShapeRequired", {
    "digest": "str",
    "servers": "List[CatalogueServer]",
})
_CatalogueShapeOptional = TypedDict("_CatalogueShapeOptional", {
}, total=False)


class CatalogueShape(_CatalogueShapeRequired, _CatalogueShapeOptional):
    """The component CatalogueShape of the OpenAPI document."""


_ChatTemplateFormatRequired = TypedDict("_ChatTemplateFormatRequired", {
    "exporter": "Literal[\"chat-template\"]",
    "view": "ExportView",
    "earlierLeaves": "bool",
    "template": "ChatTemplateOptions",
})
_ChatTemplateFormatOptional = TypedDict("_ChatTemplateFormatOptional", {
    "name": "str",
    "compression": "Compression",
}, total=False)


class ChatTemplateFormat(_ChatTemplateFormatRequired, _ChatTemplateFormatOptional):
    """The component ChatTemplateFormat of the OpenAPI document."""


_ChatTemplateOptionsRequired = TypedDict("_ChatTemplateOptionsRequired", {
    "source": "str",
    "argumentsAs": "Literal[\"object\", \"text\"]",
})
_ChatTemplateOptionsOptional = TypedDict("_ChatTemplateOptionsOptional", {
    "tokens": "Dict[str, str]",
    "variables": "Dict[str, JsonValue]",
    "reasoningKey": "str",
    "endTokens": "List[str]",
}, total=False)


class ChatTemplateOptions(_ChatTemplateOptionsRequired, _ChatTemplateOptionsOptional):
    """The component ChatTemplateOptions of the OpenAPI document."""


_ChatTemplateOptionsInputRequired = TypedDict("_ChatTemplateOptionsInputRequired", {
    "source": "str",
})
_ChatTemplateOptionsInputOptional = TypedDict("_ChatTemplateOptionsInputOptional", {
    "tokens": "Dict[str, str]",
    "variables": "Dict[str, JsonValue]",
    "argumentsAs": "Literal[\"object\", \"text\"]",
    "reasoningKey": "str",
    "endTokens": "List[str]",
}, total=False)


class ChatTemplateOptionsInput(_ChatTemplateOptionsInputRequired, _ChatTemplateOptionsInputOptional):
    """The component ChatTemplateOptionsInput of the OpenAPI document."""


_CompositionAccountRequired = TypedDict("_CompositionAccountRequired", {
    "rows": "int",
    "offlineRows": "int",
    "messages": "int",
    "toolCalls": "int",
    "difficultyLanguage": "Dict[str, Dict[str, int]]",
    "problemType": "Dict[str, int]",
    "tool": "Dict[str, int]",
    "unknownToolCalls": "int",
    "subAgent": "Dict[str, int]",
    "model": "Dict[str, int]",
    "turns": "Dict[str, int]",
    "tokens": "Dict[str, int]",
    "faultRows": "int",
    "fault": "Dict[str, int]",
})
_CompositionAccountOptional = TypedDict("_CompositionAccountOptional", {
}, total=False)


class CompositionAccount(_CompositionAccountRequired, _CompositionAccountOptional):
    """The component CompositionAccount of the OpenAPI document."""


Compression = Literal["none", "zstd"]


_ContaminationHitRequired = TypedDict("_ContaminationHitRequired", {
    "benchmark": "str",
    "kind": "Literal[\"gram\", \"line\", \"tool\", \"repository\"]",
    "file": "str",
    "line": "int",
    "span": "str",
    "words": "int",
    "runId": "str",
    "messageIndex": "int",
})
_ContaminationHitOptional = TypedDict("_ContaminationHitOptional", {
}, total=False)


class ContaminationHit(_ContaminationHitRequired, _ContaminationHitOptional):
    """The component ContaminationHit of the OpenAPI document."""


_CreateApiKeyRequired = TypedDict("_CreateApiKeyRequired", {
    "name": "str",
    "scopes": "List[Scope]",
})
_CreateApiKeyOptional = TypedDict("_CreateApiKeyOptional", {
    "expiresInDays": "int",
    "tenant": "str",
}, total=False)


class CreateApiKey(_CreateApiKeyRequired, _CreateApiKeyOptional):
    """The component CreateApiKey of the OpenAPI document."""


_CreateBuildRequired = TypedDict("_CreateBuildRequired", {
    "frameworkId": "str",
    "queries": "int",
    "samples": "int",
    "seed": "int",
    "languages": "List[Literal[\"en\", \"zh\"]]",
    "concurrency": "int",
})
_CreateBuildOptional = TypedDict("_CreateBuildOptional", {
    "name": "str",
    "difficulty": "DifficultyDistribution",
    "limits": "RunLimits",
    "retries": "int",
    "budget": "BuildBudget",
    "synthesis": "SynthesisSpec",
    "tasks": "List[BuildTask]",
    "keepVerified": "Literal[\"passed\", \"all\"]",
    "formats": "List[RequestedFormat]",
    "split": "DataSplit",
    "redaction": "RedactionPolicy",
    "quality": "QualitySpec",
    "tools": "ToolHandling",
    "review": "ReviewSpec",
}, total=False)


class CreateBuild(_CreateBuildRequired, _CreateBuildOptional):
    """The component CreateBuild of the OpenAPI document."""


_CreateFrameworkRequired = TypedDict("_CreateFrameworkRequired", {
    "sentence": "str",
    "seed": "int",
    "language": "Literal[\"auto\", \"en\", \"zh\"]",
    "tools": "ToolPolicy",
    "budget": "FrameworkBudget",
    "personas": "int",
    "minLeaves": "int",
    "simulation": "SimulationRequest",
    "baseline": "Literal[\"skip\", \"compare\", \"must_win\"]",
    "pattern": "Literal[\"auto\", \"single_agent\", \"hierarchical_orchestrator\", \"hub_and_spoke\", \"phased_pipeline\", \"bottom_up_aggregation\", \"fixed_workflow\"]",
})
_CreateFrameworkOptional = TypedDict("_CreateFrameworkOptional", {
    "from": "FrameworkSource",
    "minAgents": "int",
    "maxAgents": "int",
    "minDepth": "int",
    "maxDepth": "int",
    "model": "str",
}, total=False)


class CreateFramework(_CreateFrameworkRequired, _CreateFrameworkOptional):
    """The component CreateFramework of the OpenAPI document."""


_CreateFrameworkBatchRequired = TypedDict("_CreateFrameworkBatchRequired", {
})
_CreateFrameworkBatchOptional = TypedDict("_CreateFrameworkBatchOptional", {
    "name": "str",
    "sentences": "List[Dict[str, Any]]",
    "make": "MakeSentences",
    "defaults": "Dict[str, Any]",
    "concurrency": "int",
    "maxSimilarity": "float",
    "budget": "FrameworkBudget",
    "compareWith": "Literal[\"batch\", \"earlier_batches\"]",
    "seed": "int",
}, total=False)


class CreateFrameworkBatch(_CreateFrameworkBatchRequired, _CreateFrameworkBatchOptional):
    """The component CreateFrameworkBatch of the OpenAPI document."""


_CreateFrameworkInputRequired = TypedDict("_CreateFrameworkInputRequired", {
})
_CreateFrameworkInputOptional = TypedDict("_CreateFrameworkInputOptional", {
    "sentence": "str",
    "from": "FrameworkSource",
    "seed": "int",
    "language": "Literal[\"auto\", \"en\", \"zh\"]",
    "minAgents": "int",
    "maxAgents": "int",
    "minDepth": "int",
    "maxDepth": "int",
    "tools": "ToolPolicyInput",
    "model": "str",
    "budget": "FrameworkBudget",
    "personas": "int",
    "minLeaves": "int",
    "simulation": "SimulationRequestInput",
    "baseline": "Literal[\"skip\", \"compare\", \"must_win\"]",
    "pattern": "Literal[\"auto\", \"single_agent\", \"hierarchical_orchestrator\", \"hub_and_spoke\", \"phased_pipeline\", \"bottom_up_aggregation\", \"fixed_workflow\"]",
}, total=False)


class CreateFrameworkInput(_CreateFrameworkInputRequired, _CreateFrameworkInputOptional):
    """The component CreateFrameworkInput of the OpenAPI document."""


_CreateImportRequired = TypedDict("_CreateImportRequired", {
    "file": "Dict[str, Any]",
})
_CreateImportOptional = TypedDict("_CreateImportOptional", {
    "format": "str",
    "strict": "bool",
    "name": "str",
    "formats": "List[RequestedFormatInput]",
    "split": "DataSplitInput",
    "redaction": "RedactionPolicyInput",
    "quality": "QualitySpecInput",
}, total=False)


class CreateImport(_CreateImportRequired, _CreateImportOptional):
    """The component CreateImport of the OpenAPI document."""


_CreateRolloutBatchRequired = TypedDict("_CreateRolloutBatchRequired", {
    "modelTag": "str",
    "inference": "RunModel",
    "agent": "RolloutAgent",
    "tasks": "List[RolloutTaskInput]",
})
_CreateRolloutBatchOptional = TypedDict("_CreateRolloutBatchOptional", {
    "minModelVersion": "int",
    "maxStaleness": "int",
    "onStale": "Literal[\"rerun\", \"mark\"]",
    "repeatN": "int",
    "evaluator": "Dict[str, Any]",
    "limits": "RunLimits",
    "maxSequenceLength": "int",
    "concurrency": "int",
    "groupTimeoutMs": "int",
    "seed": "int",
    "stream": "bool",
}, total=False)


class CreateRolloutBatch(_CreateRolloutBatchRequired, _CreateRolloutBatchOptional):
    """The component CreateRolloutBatch of the OpenAPI document."""


_CreateRunRequired = TypedDict("_CreateRunRequired", {
    "input": "User",
})
_CreateRunOptional = TypedDict("_CreateRunOptional", {
    "frameworkDigest": "str",
    "files": "List[BundleFile]",
    "continuesRunId": "str",
    "agent": "str",
    "seed": "int",
    "limits": "RunLimits",
    "outputSchema": "Dict[str, JsonValue]",
    "context": "Dict[str, JsonValue]",
    "variables": "RunVariables",
    "unattended": "bool",
    "initialState": "InitialState",
    "captureState": "CapturedServers",
    "tools": "ToolHandlingInput",
    "model": "RunModel",
    "idempotencyKey": "str",
}, total=False)


class CreateRun(_CreateRunRequired, _CreateRunOptional):
    """The component CreateRun of the OpenAPI document."""


_CreateTeamRequired = TypedDict("_CreateTeamRequired", {
    "leader": "str",
    "candidates": "Dict[str, str]",
    "input": "User",
})
_CreateTeamOptional = TypedDict("_CreateTeamOptional", {
    "frameworkDigest": "str",
    "files": "List[BundleFile]",
    "maxTeammates": "int",
    "seed": "int",
    "limits": "RunLimits",
    "context": "Dict[str, JsonValue]",
    "variables": "RunVariables",
    "unattended": "bool",
    "idempotencyKey": "str",
}, total=False)


class CreateTeam(_CreateTeamRequired, _CreateTeamOptional):
    """The component CreateTeam of the OpenAPI document."""


_CreateTeamTaskRequired = TypedDict("_CreateTeamTaskRequired", {
    "title": "str",
})
_CreateTeamTaskOptional = TypedDict("_CreateTeamTaskOptional", {
    "id": "str",
    "description": "str",
    "priority": "int",
    "dependencies": "List[str]",
}, total=False)


class CreateTeamTask(_CreateTeamTaskRequired, _CreateTeamTaskOptional):
    """The component CreateTeamTask of the OpenAPI document."""


_CreateWebhookRequired = TypedDict("_CreateWebhookRequired", {
    "url": "str",
    "events": "List[EndingEvent]",
})
_CreateWebhookOptional = TypedDict("_CreateWebhookOptional", {
    "description": "str",
}, total=False)


class CreateWebhook(_CreateWebhookRequired, _CreateWebhookOptional):
    """The component CreateWebhook of the OpenAPI document."""


_DataSetRequired = TypedDict("_DataSetRequired", {
    "id": "str",
    "buildId": "str",
    "name": "str",
    "sentence": "str",
    "frameworkDigest": "str",
    "version": "DataSetVersion",
    "createdAt": "str",
})
_DataSetOptional = TypedDict("_DataSetOptional", {
}, total=False)


class DataSet(_DataSetRequired, _DataSetOptional):
    """The component DataSet of the OpenAPI document."""


_DataSetDiffRequired = TypedDict("_DataSetDiffRequired", {
    "dataSetId": "str",
    "from": "int",
    "to": "int",
    "added": "Dict[str, Any]",
    "removed": "Dict[str, Any]",
    "changed": "Dict[str, Any]",
    "unchanged": "int",
    "formats": "Dict[str, Any]",
    "checks": "Dict[str, Any]",
    "items": "List[Dict[str, Any]]",
    "nextCursor": "Union[str, None]",
})
_DataSetDiffOptional = TypedDict("_DataSetDiffOptional", {
}, total=False)


class DataSetDiff(_DataSetDiffRequired, _DataSetDiffOptional):
    """The component DataSetDiff of the OpenAPI document."""


_DataSetRowRequired = TypedDict("_DataSetRowRequired", {
    "rowId": "str",
    "runId": "str",
    "queryId": "str",
    "sampleIndex": "int",
    "kept": "bool",
    "reason": "str",
    "decidedBy": "str",
})
_DataSetRowOptional = TypedDict("_DataSetRowOptional", {
    "query": "str",
    "difficulty": "str",
    "language": "str",
    "problemType": "List[str]",
    "reward": "float",
    "flags": "List[str]",
}, total=False)


class DataSetRow(_DataSetRowRequired, _DataSetRowOptional):
    """The component DataSetRow of the OpenAPI document."""


_DataSetVersionRequired = TypedDict("_DataSetVersionRequired", {
    "version": "int",
    "parent": "Union[int, None]",
    "reason": "Literal[\"build\", \"rescore\", \"re-export\", \"review\"]",
    "rows": "int",
    "digest": "str",
    "rowsDigest": "str",
    "formats": "List[str]",
    "checks": "List[str]",
    "createdAt": "str",
})
_DataSetVersionOptional = TypedDict("_DataSetVersionOptional", {
}, total=False)


class DataSetVersion(_DataSetVersionRequired, _DataSetVersionOptional):
    """The component DataSetVersion of the OpenAPI document."""


_DataSplitRequired = TypedDict("_DataSplitRequired", {
    "train": "float",
    "validation": "float",
    "test": "float",
    "seed": "int",
})
_DataSplitOptional = TypedDict("_DataSplitOptional", {
}, total=False)


class DataSplit(_DataSplitRequired, _DataSplitOptional):
    """The component DataSplit of the OpenAPI document."""


_DataSplitInputRequired = TypedDict("_DataSplitInputRequired", {
    "train": "float",
})
_DataSplitInputOptional = TypedDict("_DataSplitInputOptional", {
    "validation": "float",
    "test": "float",
    "seed": "int",
}, total=False)


class DataSplitInput(_DataSplitInputRequired, _DataSplitInputOptional):
    """The component DataSplitInput of the OpenAPI document."""


_DecidePermissionRequired = TypedDict("_DecidePermissionRequired", {
    "decision": "Literal[\"allow\", \"deny\"]",
})
_DecidePermissionOptional = TypedDict("_DecidePermissionOptional", {
    "always": "bool",
    "reason": "str",
}, total=False)


class DecidePermission(_DecidePermissionRequired, _DecidePermissionOptional):
    """The component DecidePermission of the OpenAPI document."""


_DecideReviewRequired = TypedDict("_DecideReviewRequired", {
    "by": "str",
    "items": "List[Dict[str, Any]]",
})
_DecideReviewOptional = TypedDict("_DecideReviewOptional", {
}, total=False)


class DecideReview(_DecideReviewRequired, _DecideReviewOptional):
    """The component DecideReview of the OpenAPI document."""


_DecontaminationSpecRequired = TypedDict("_DecontaminationSpecRequired", {
    "benchmarks": "List[Benchmark]",
    "gram": "int",
    "minLineWords": "int",
    "onOverlap": "Literal[\"drop\", \"flag\"]",
})
_DecontaminationSpecOptional = TypedDict("_DecontaminationSpecOptional", {
}, total=False)


class DecontaminationSpec(_DecontaminationSpecRequired, _DecontaminationSpecOptional):
    """The component DecontaminationSpec of the OpenAPI document."""


_DecontaminationSpecInputRequired = TypedDict("_DecontaminationSpecInputRequired", {
    "benchmarks": "List[Benchmark]",
})
_DecontaminationSpecInputOptional = TypedDict("_DecontaminationSpecInputOptional", {
    "gram": "int",
    "minLineWords": "int",
    "onOverlap": "Literal[\"drop\", \"flag\"]",
}, total=False)


class DecontaminationSpecInput(_DecontaminationSpecInputRequired, _DecontaminationSpecInputOptional):
    """The component DecontaminationSpecInput of the OpenAPI document."""


DeliveryState = Literal["waiting", "delivered", "failed"]


DialectName = Literal["nexau-xml", "hermes", "qwen3-coder", "glm45", "minimax-m2", "deepseek-v31", "kimi-k2", "llama3", "mistral", "harmony", "pythonic", "json-list", "gemma"]


Difficulty = Literal["easy", "medium", "hard"]


_DifficultyDistributionRequired = TypedDict("_DifficultyDistributionRequired", {
    "easy": "float",
    "medium": "float",
    "hard": "float",
})
_DifficultyDistributionOptional = TypedDict("_DifficultyDistributionOptional", {
}, total=False)


class DifficultyDistribution(_DifficultyDistributionRequired, _DifficultyDistributionOptional):
    """The component DifficultyDistribution of the OpenAPI document."""


DuplicateKind = Literal["exact", "near", "embedding"]


_DuplicateTagRequired = TypedDict("_DuplicateTagRequired", {
    "kind": "DuplicateKind",
    "cluster": "str",
    "original": "bool",
    "nearest": "Union[str, None]",
    "similarity": "Union[float, None]",
})
_DuplicateTagOptional = TypedDict("_DuplicateTagOptional", {
}, total=False)


class DuplicateTag(_DuplicateTagRequired, _DuplicateTagOptional):
    """The component DuplicateTag of the OpenAPI document."""


_EmbeddingDuplicatesSpecRequired = TypedDict("_EmbeddingDuplicatesSpecRequired", {
    "threshold": "float",
    "onDuplicate": "Literal[\"flag\", \"drop\"]",
})
_EmbeddingDuplicatesSpecOptional = TypedDict("_EmbeddingDuplicatesSpecOptional", {
}, total=False)


class EmbeddingDuplicatesSpec(_EmbeddingDuplicatesSpecRequired, _EmbeddingDuplicatesSpecOptional):
    """The component EmbeddingDuplicatesSpec of the OpenAPI document."""


_EmbeddingDuplicatesSpecInputRequired = TypedDict("_EmbeddingDuplicatesSpecInputRequired", {
})
_EmbeddingDuplicatesSpecInputOptional = TypedDict("_EmbeddingDuplicatesSpecInputOptional", {
    "threshold": "float",
    "onDuplicate": "Literal[\"flag\", \"drop\"]",
}, total=False)


class EmbeddingDuplicatesSpecInput(_EmbeddingDuplicatesSpecInputRequired, _EmbeddingDuplicatesSpecInputOptional):
    """The component EmbeddingDuplicatesSpecInput of the OpenAPI document."""


_EndRolloutRequired = TypedDict("_EndRolloutRequired", {
})
_EndRolloutOptional = TypedDict("_EndRolloutOptional", {
    "attempt": "int",
    "state": "Literal[\"completed\", \"failed\"]",
    "reward": "Union[float, None]",
    "metrics": "Dict[str, float]",
    "response": "str",
    "message": "str",
}, total=False)


class EndRollout(_EndRolloutRequired, _EndRolloutOptional):
    """The component EndRollout of the OpenAPI document."""


EndingEvent = Literal["run.ended", "platform_run.ended", "build.ended", "framework.ended"]


_EstimatePartRequired = TypedDict("_EstimatePartRequired", {
    "part": "Literal[\"synthesis\", \"runs\", \"verifying\", \"judging\"]",
    "modelCalls": "Range",
    "tokens": "Range",
    "basis": "Literal[\"this framework\", \"any framework\", \"default\"]",
    "samples": "int",
})
_EstimatePartOptional = TypedDict("_EstimatePartOptional", {
    "costUsd": "Range",
}, total=False)


class EstimatePart(_EstimatePartRequired, _EstimatePartOptional):
    """The component EstimatePart of the OpenAPI document."""


ExportFormat = Union["NamedFormat", "ChatTemplateFormat", "TokensFormat"]


_ExportRequestRequired = TypedDict("_ExportRequestRequired", {
})
_ExportRequestOptional = TypedDict("_ExportRequestOptional", {
    "formats": "List[RequestedFormatInput]",
    "split": "Union[DataSplitInput, None]",
}, total=False)


class ExportRequest(_ExportRequestRequired, _ExportRequestOptional):
    """The component ExportRequest of the OpenAPI document."""


ExportView = Literal["root", "per-agent", "flattened"]


_FailureShapeRequired = TypedDict("_FailureShapeRequired", {
    "code": "str",
    "message": "str",
})
_FailureShapeOptional = TypedDict("_FailureShapeOptional", {
    "where": "str",
    "hint": "str",
}, total=False)


class FailureShape(_FailureShapeRequired, _FailureShapeOptional):
    """The component FailureShape of the OpenAPI document."""


FaultKind = Literal["latency", "rate_limit", "partial_result", "schema_drift", "outage"]


_FaultRuleRequired = TypedDict("_FaultRuleRequired", {
    "kind": "FaultKind",
    "tools": "str",
    "probability": "float",
    "perRun": "int",
    "latencyMs": "int",
    "calls": "int",
})
_FaultRuleOptional = TypedDict("_FaultRuleOptional", {
}, total=False)


class FaultRule(_FaultRuleRequired, _FaultRuleOptional):
    """The component FaultRule of the OpenAPI document."""


_FaultRuleInputRequired = TypedDict("_FaultRuleInputRequired", {
    "kind": "FaultKind",
})
_FaultRuleInputOptional = TypedDict("_FaultRuleInputOptional", {
    "tools": "str",
    "probability": "float",
    "perRun": "int",
    "latencyMs": "int",
    "calls": "int",
}, total=False)


class FaultRuleInput(_FaultRuleInputRequired, _FaultRuleInputOptional):
    """The component FaultRuleInput of the OpenAPI document."""


FinalState = Dict[str, "ServerState"]


_FormatAccountRequired = TypedDict("_FormatAccountRequired", {
    "name": "str",
    "exporter": "str",
    "version": "int",
    "view": "ExportView",
    "earlierLeaves": "bool",
    "rows": "int",
    "splits": "Dict[str, Any]",
    "quarantined": "Dict[str, int]",
    "losses": "Dict[str, int]",
})
_FormatAccountOptional = TypedDict("_FormatAccountOptional", {
    "madeWith": "Dict[str, str]",
}, total=False)


class FormatAccount(_FormatAccountRequired, _FormatAccountOptional):
    """The component FormatAccount of the OpenAPI document."""


_FrameworkRequired = TypedDict("_FrameworkRequired", {
    "id": "str",
    "state": "Literal[\"queued\", \"running\", \"ready\", \"failed\", \"cancelled\"]",
    "sentence": "str",
    "seed": "int",
    "language": "str",
    "steps": "List[FrameworkStep]",
    "usage": "Usage",
    "traceId": "str",
    "createdAt": "str",
})
_FrameworkOptional = TypedDict("_FrameworkOptional", {
    "request": "CreateFramework",
    "name": "str",
    "title": "str",
    "description": "str",
    "digest": "str",
    "agents": "List[FrameworkAgent]",
    "proof": "FrameworkProof",
    "failure": "FailureShape",
    "finishedAt": "str",
    "pattern": "str",
}, total=False)


class Framework(_FrameworkRequired, _FrameworkOptional):
    """The component Framework of the OpenAPI document."""


_FrameworkAgentRequired = TypedDict("_FrameworkAgentRequired", {
    "name": "str",
    "parent": "Union[str, None]",
    "tools": "List[str]",
    "subAgents": "List[str]",
})
_FrameworkAgentOptional = TypedDict("_FrameworkAgentOptional", {
    "role": "str",
}, total=False)


class FrameworkAgent(_FrameworkAgentRequired, _FrameworkAgentOptional):
    """The component FrameworkAgent of the OpenAPI document."""


_FrameworkBatchRequired = TypedDict("_FrameworkBatchRequired", {
    "id": "str",
    "state": "Literal[\"queued\", \"running\", \"completed\", \"failed\", \"cancelled\"]",
    "asked": "int",
    "counts": "Dict[str, Any]",
    "usage": "Dict[str, Any]",
    "request": "Dict[str, JsonValue]",
    "traceId": "str",
    "createdAt": "str",
})
_FrameworkBatchOptional = TypedDict("_FrameworkBatchOptional", {
    "name": "str",
    "grid": "BatchGrid",
    "failure": "Dict[str, Any]",
    "finishedAt": "str",
}, total=False)


class FrameworkBatch(_FrameworkBatchRequired, _FrameworkBatchOptional):
    """The component FrameworkBatch of the OpenAPI document."""


_FrameworkBatchMemberRequired = TypedDict("_FrameworkBatchMemberRequired", {
    "index": "int",
    "state": "Literal[\"waiting\", \"generating\", \"ready\", \"accepted\", \"clone_of\", \"failed\", \"cancelled\"]",
})
_FrameworkBatchMemberOptional = TypedDict("_FrameworkBatchMemberOptional", {
    "sentence": "str",
    "scenario": "str",
    "toolDomains": "List[str]",
    "frameworkId": "str",
    "cell": "Dict[str, Any]",
    "cloneOf": "str",
    "similarity": "Dict[str, Any]",
    "usage": "Usage",
    "failure": "Dict[str, Any]",
}, total=False)


class FrameworkBatchMember(_FrameworkBatchMemberRequired, _FrameworkBatchMemberOptional):
    """The component FrameworkBatchMember of the OpenAPI document."""


_FrameworkBudgetRequired = TypedDict("_FrameworkBudgetRequired", {
})
_FrameworkBudgetOptional = TypedDict("_FrameworkBudgetOptional", {
    "tokens": "int",
    "costUsd": "float",
    "seconds": "int",
}, total=False)


class FrameworkBudget(_FrameworkBudgetRequired, _FrameworkBudgetOptional):
    """The component FrameworkBudget of the OpenAPI document."""


_FrameworkProofRequired = TypedDict("_FrameworkProofRequired", {
    "rounds": "int",
    "agents": "Dict[str, Any]",
    "whole": "Dict[str, Any]",
    "tokensPerCase": "float",
    "score": "float",
    "repairs": "List[FrameworkRepair]",
})
_FrameworkProofOptional = TypedDict("_FrameworkProofOptional", {
    "baseline": "Dict[str, Any]",
}, total=False)


class FrameworkProof(_FrameworkProofRequired, _FrameworkProofOptional):
    """The component FrameworkProof of the OpenAPI document."""


_FrameworkRepairRequired = TypedDict("_FrameworkRepairRequired", {
    "round": "int",
    "agent": "str",
    "level": "Literal[\"node\", \"given\", \"structure\"]",
    "because": "str",
    "cases": "List[str]",
})
_FrameworkRepairOptional = TypedDict("_FrameworkRepairOptional", {
}, total=False)


class FrameworkRepair(_FrameworkRepairRequired, _FrameworkRepairOptional):
    """The component FrameworkRepair of the OpenAPI document."""


FrameworkSource = Dict[str, Any]


_FrameworkStepRequired = TypedDict("_FrameworkStepRequired", {
    "name": "str",
    "state": "Literal[\"queued\", \"running\", \"done\", \"failed\"]",
    "modelCalls": "int",
})
_FrameworkStepOptional = TypedDict("_FrameworkStepOptional", {
    "startedAt": "str",
    "finishedAt": "str",
    "note": "str",
}, total=False)


class FrameworkStep(_FrameworkStepRequired, _FrameworkStepOptional):
    """The component FrameworkStep of the OpenAPI document."""


_FrameworkStepDetailRequired = TypedDict("_FrameworkStepDetailRequired", {
    "name": "str",
    "state": "Literal[\"queued\", \"running\", \"done\", \"failed\"]",
    "modelCalls": "int",
    "round": "int",
    "version": "int",
    "inputDigest": "str",
    "usage": "Usage",
})
_FrameworkStepDetailOptional = TypedDict("_FrameworkStepDetailOptional", {
    "startedAt": "str",
    "finishedAt": "str",
    "note": "str",
    "input": "JsonValue",
    "output": "JsonValue",
    "failure": "FailureShape",
    "calls": "List[Dict[str, Any]]",
}, total=False)


class FrameworkStepDetail(_FrameworkStepDetailRequired, _FrameworkStepDetailOptional):
    """The component FrameworkStepDetail of the OpenAPI document."""


_FunnelRequired = TypedDict("_FunnelRequired", {
    "frameworks": "int",
    "queries": "Dict[str, Any]",
    "runs": "Dict[str, Any]",
    "kept": "int",
    "dropped": "int",
    "dropReasons": "Dict[str, int]",
})
_FunnelOptional = TypedDict("_FunnelOptional", {
    "attempts": "int",
    "outcomes": "Dict[str, int]",
    "flagReasons": "Dict[str, int]",
    "verified": "Dict[str, Any]",
}, total=False)


class Funnel(_FunnelRequired, _FunnelOptional):
    """The component Funnel of the OpenAPI document."""


_ImageBlockRequired = TypedDict("_ImageBlockRequired", {
    "type": "Literal[\"image\"]",
    "url": "str",
})
_ImageBlockOptional = TypedDict("_ImageBlockOptional", {
    "mimeType": "str",
    "detail": "Literal[\"low\", \"high\", \"auto\"]",
}, total=False)


class ImageBlock(_ImageBlockRequired, _ImageBlockOptional):
    """The component ImageBlock of the OpenAPI document."""


_ImportFileRequired = TypedDict("_ImportFileRequired", {
    "digest": "str",
    "bytes": "int",
})
_ImportFileOptional = TypedDict("_ImportFileOptional", {
}, total=False)


class ImportFile(_ImportFileRequired, _ImportFileOptional):
    """The component ImportFile of the OpenAPI document."""


_ImportRejectionRequired = TypedDict("_ImportRejectionRequired", {
    "line": "int",
    "reason": "str",
    "note": "str",
})
_ImportRejectionOptional = TypedDict("_ImportRejectionOptional", {
}, total=False)


class ImportRejection(_ImportRejectionRequired, _ImportRejectionOptional):
    """The component ImportRejection of the OpenAPI document."""


_ImportStateRequired = TypedDict("_ImportStateRequired", {
    "file": "str",
    "digest": "str",
    "format": "Union[str, None]",
    "importerVersion": "Union[int, None]",
    "strict": "bool",
    "trajectories": "int",
    "rejected": "int",
    "bytes": "int",
    "bytesRead": "int",
})
_ImportStateOptional = TypedDict("_ImportStateOptional", {
}, total=False)


class ImportState(_ImportStateRequired, _ImportStateOptional):
    """The component ImportState of the OpenAPI document."""


_ImportedFromRequired = TypedDict("_ImportedFromRequired", {
    "file": "str",
    "digest": "str",
    "line": "int",
    "importer": "str",
    "version": "int",
})
_ImportedFromOptional = TypedDict("_ImportedFromOptional", {
}, total=False)


class ImportedFrom(_ImportedFromRequired, _ImportedFromOptional):
    """The component ImportedFrom of the OpenAPI document."""


InitialState = Dict[str, "StateFiles"]


JsonValue = Any


_JudgeSpecRequired = TypedDict("_JudgeSpecRequired", {
    "heads": "List[Literal[\"instruction_following\", \"failure_analysis\", \"trace_anomalies\", \"tool_design\"]]",
    "onVerdict": "Literal[\"flag\", \"gate\"]",
    "sampleShare": "float",
    "maxBatches": "int",
    "concurrency": "int",
})
_JudgeSpecOptional = TypedDict("_JudgeSpecOptional", {
    "model": "str",
    "council": "List[Dict[str, Any]]",
}, total=False)


class JudgeSpec(_JudgeSpecRequired, _JudgeSpecOptional):
    """The component JudgeSpec of the OpenAPI document."""


_JudgeSpecInputRequired = TypedDict("_JudgeSpecInputRequired", {
})
_JudgeSpecInputOptional = TypedDict("_JudgeSpecInputOptional", {
    "heads": "List[Literal[\"instruction_following\", \"failure_analysis\", \"trace_anomalies\", \"tool_design\"]]",
    "model": "str",
    "council": "List[Dict[str, Any]]",
    "onVerdict": "Literal[\"flag\", \"gate\"]",
    "sampleShare": "float",
    "maxBatches": "int",
    "concurrency": "int",
}, total=False)


class JudgeSpecInput(_JudgeSpecInputRequired, _JudgeSpecInputOptional):
    """The component JudgeSpecInput of the OpenAPI document."""


_JudgeVerdictRequired = TypedDict("_JudgeVerdictRequired", {
    "check": "str",
    "version": "int",
    "verdict": "Literal[\"keep\", \"flag\", \"drop\"]",
    "reason": "str",
    "evidence": "List[Dict[str, Any]]",
    "model": "str",
    "agreement": "float",
    "votes": "List[JudgeVote]",
})
_JudgeVerdictOptional = TypedDict("_JudgeVerdictOptional", {
}, total=False)


class JudgeVerdict(_JudgeVerdictRequired, _JudgeVerdictOptional):
    """The component JudgeVerdict of the OpenAPI document."""


_JudgeVoteRequired = TypedDict("_JudgeVoteRequired", {
    "head": "str",
    "version": "int",
    "model": "str",
    "verdict": "Union[Literal[\"keep\", \"flag\", \"drop\"], None]",
    "reason": "str",
    "evidence": "List[Dict[str, Any]]",
    "discarded": "int",
    "complete": "bool",
    "usage": "Usage",
})
_JudgeVoteOptional = TypedDict("_JudgeVoteOptional", {
    "failure": "FailureShape",
}, total=False)


class JudgeVote(_JudgeVoteRequired, _JudgeVoteOptional):
    """The component JudgeVote of the OpenAPI document."""


_LeaseTrajectoriesRequired = TypedDict("_LeaseTrajectoriesRequired", {
    "modelTag": "str",
})
_LeaseTrajectoriesOptional = TypedDict("_LeaseTrajectoriesOptional", {
    "max": "int",
    "waitMs": "int",
    "leaseMs": "int",
    "completeGroupsOnly": "bool",
}, total=False)


class LeaseTrajectories(_LeaseTrajectoriesRequired, _LeaseTrajectoriesOptional):
    """The component LeaseTrajectories of the OpenAPI document."""


_LintFindingRequired = TypedDict("_LintFindingRequired", {
    "rule": "str",
    "severity": "Literal[\"error\", \"warning\"]",
    "where": "str",
    "message": "str",
})
_LintFindingOptional = TypedDict("_LintFindingOptional", {
    "fix": "str",
    "file": "str",
    "line": "int",
    "path": "str",
}, total=False)


class LintFinding(_LintFindingRequired, _LintFindingOptional):
    """The component LintFinding of the OpenAPI document."""


_MakeSentencesRequired = TypedDict("_MakeSentencesRequired", {
    "count": "int",
})
_MakeSentencesOptional = TypedDict("_MakeSentencesOptional", {
    "scenarios": "List[str]",
    "domains": "List[str]",
    "toolSets": "List[List[str]]",
    "domainsPerSet": "int",
    "languages": "List[Literal[\"en\", \"zh\"]]",
    "pinTools": "bool",
}, total=False)


class MakeSentences(_MakeSentencesRequired, _MakeSentencesOptional):
    """The component MakeSentences of the OpenAPI document."""


_ManifestRequired = TypedDict("_ManifestRequired", {
    "version": "Literal[1]",
    "buildId": "str",
    "name": "str",
    "createdAt": "str",
    "sentence": "str",
    "frameworkDigest": "str",
    "spec": "Dict[str, Any]",
    "model": "Dict[str, Any]",
    "funnel": "Funnel",
    "usage": "BuildUsage",
    "checks": "List[Dict[str, Any]]",
    "exporters": "List[Dict[str, Any]]",
    "rows": "int",
    "files": "List[ManifestFile]",
    "digest": "str",
})
_ManifestOptional = TypedDict("_ManifestOptional", {
    "dataSet": "Dict[str, Any]",
    "redaction": "Dict[str, Any]",
    "recipe": "Recipe",
    "imported": "ImportState",
    "quality": "QualityAccount",
    "formats": "List[FormatAccount]",
    "split": "DataSplit",
    "composition": "CompositionAccount",
    "extras": "List[Dict[str, Any]]",
}, total=False)


class Manifest(_ManifestRequired, _ManifestOptional):
    """The component Manifest of the OpenAPI document."""


_ManifestFileRequired = TypedDict("_ManifestFileRequired", {
    "path": "str",
    "format": "str",
    "rows": "int",
    "bytes": "int",
    "digest": "str",
})
_ManifestFileOptional = TypedDict("_ManifestFileOptional", {
}, total=False)


class ManifestFile(_ManifestFileRequired, _ManifestFileOptional):
    """The component ManifestFile of the OpenAPI document."""


_MeRequired = TypedDict("_MeRequired", {
    "tenant": "str",
    "actor": "str",
    "scopes": "List[Scope]",
    "authenticated": "bool",
})
_MeOptional = TypedDict("_MeOptional", {
}, total=False)


class Me(_MeRequired, _MeOptional):
    """The component Me of the OpenAPI document."""


_MeasuredDifficultyRequired = TypedDict("_MeasuredDifficultyRequired", {
    "difficulty": "Difficulty",
    "passRate": "float",
    "low": "float",
    "high": "float",
    "samples": "int",
})
_MeasuredDifficultyOptional = TypedDict("_MeasuredDifficultyOptional", {
}, total=False)


class MeasuredDifficulty(_MeasuredDifficultyRequired, _MeasuredDifficultyOptional):
    """The component MeasuredDifficulty of the OpenAPI document."""


_MessageRequired = TypedDict("_MessageRequired", {
    "role": "Role",
    "content": "List[Block]",
})
_MessageOptional = TypedDict("_MessageOptional", {
    "written": "str",
}, total=False)


class Message(_MessageRequired, _MessageOptional):
    """The component Message of the OpenAPI document."""


_NamedFormatRequired = TypedDict("_NamedFormatRequired", {
    "exporter": "Literal[\"openai-chat\", \"nexau-xml\", \"hermes\", \"qwen3-coder\", \"glm45\", \"minimax-m2\", \"deepseek-v31\", \"kimi-k2\", \"llama3\", \"mistral\", \"harmony\", \"openrouter\", \"sharegpt\", \"anthropic-messages\", \"atif\"]",
    "view": "ExportView",
    "earlierLeaves": "bool",
})
_NamedFormatOptional = TypedDict("_NamedFormatOptional", {
    "name": "str",
    "compression": "Compression",
}, total=False)


class NamedFormat(_NamedFormatRequired, _NamedFormatOptional):
    """The component NamedFormat of the OpenAPI document."""


_NamedFormatInputRequired = TypedDict("_NamedFormatInputRequired", {
    "exporter": "Literal[\"openai-chat\", \"nexau-xml\", \"hermes\", \"qwen3-coder\", \"glm45\", \"minimax-m2\", \"deepseek-v31\", \"kimi-k2\", \"llama3\", \"mistral\", \"harmony\", \"openrouter\", \"sharegpt\", \"anthropic-messages\", \"atif\"]",
})
_NamedFormatInputOptional = TypedDict("_NamedFormatInputOptional", {
    "name": "str",
    "view": "ExportView",
    "earlierLeaves": "bool",
    "compression": "Compression",
}, total=False)


class NamedFormatInput(_NamedFormatInputRequired, _NamedFormatInputOptional):
    """The component NamedFormatInput of the OpenAPI document."""


_NearDuplicatesSpecRequired = TypedDict("_NearDuplicatesSpecRequired", {
    "threshold": "float",
    "onDuplicate": "Literal[\"flag\", \"drop\", \"off\"]",
})
_NearDuplicatesSpecOptional = TypedDict("_NearDuplicatesSpecOptional", {
}, total=False)


class NearDuplicatesSpec(_NearDuplicatesSpecRequired, _NearDuplicatesSpecOptional):
    """The component NearDuplicatesSpec of the OpenAPI document."""


_NearDuplicatesSpecInputRequired = TypedDict("_NearDuplicatesSpecInputRequired", {
})
_NearDuplicatesSpecInputOptional = TypedDict("_NearDuplicatesSpecInputOptional", {
    "threshold": "float",
    "onDuplicate": "Literal[\"flag\", \"drop\", \"off\"]",
}, total=False)


class NearDuplicatesSpecInput(_NearDuplicatesSpecInputRequired, _NearDuplicatesSpecInputOptional):
    """The component NearDuplicatesSpecInput of the OpenAPI document."""


_OwnUseRequired = TypedDict("_OwnUseRequired", {
    "span": "Literal[\"1h\", \"24h\", \"7d\", \"30d\"]",
    "parts": "List[Dict[str, Any]]",
})
_OwnUseOptional = TypedDict("_OwnUseOptional", {
}, total=False)


class OwnUse(_OwnUseRequired, _OwnUseOptional):
    """The component OwnUse of the OpenAPI document."""


_PauseRequired = TypedDict("_PauseRequired", {
    "reason": "Literal[\"asked\", \"budget\", \"review\"]",
    "at": "str",
})
_PauseOptional = TypedDict("_PauseOptional", {
    "stage": "Literal[\"synthesize-queries\", \"run-agents\", \"collect\", \"check\", \"verify\", \"decontaminate\", \"judge\", \"deduplicate\", \"filter\", \"export\"]",
}, total=False)


class Pause(_PauseRequired, _PauseOptional):
    """The component Pause of the OpenAPI document."""


_PauseModelRequired = TypedDict("_PauseModelRequired", {
})
_PauseModelOptional = TypedDict("_PauseModelOptional", {
    "inFlight": "Literal[\"finish\", \"mark\"]",
}, total=False)


class PauseModel(_PauseModelRequired, _PauseModelOptional):
    """The component PauseModel of the OpenAPI document."""


_PermissionRequired = TypedDict("_PermissionRequired", {
    "runId": "str",
    "callId": "str",
    "toolName": "str",
    "arguments": "Dict[str, JsonValue]",
    "prompt": "str",
    "key": "str",
    "decision": "Union[Literal[\"allow\", \"deny\"], None]",
    "always": "bool",
    "reason": "Union[str, None]",
    "createdAt": "str",
    "decidedAt": "Union[str, None]",
})
_PermissionOptional = TypedDict("_PermissionOptional", {
}, total=False)


class Permission(_PermissionRequired, _PermissionOptional):
    """The component Permission of the OpenAPI document."""


_ProblemRequired = TypedDict("_ProblemRequired", {
    "type": "str",
    "title": "str",
    "status": "int",
    "detail": "str",
    "code": "str",
})
_ProblemOptional = TypedDict("_ProblemOptional", {
    "where": "str",
    "hint": "str",
    "traceId": "str",
    "instance": "str",
}, total=False)


class Problem(_ProblemRequired, _ProblemOptional):
    """The component Problem of the OpenAPI document."""


_ProvenanceRequired = TypedDict("_ProvenanceRequired", {
    "model": "str",
    "provider": "str",
    "offlineModel": "bool",
    "seed": "int",
    "frameworkDigest": "str",
    "traceId": "str",
})
_ProvenanceOptional = TypedDict("_ProvenanceOptional", {
    "cassette": "CassetteUse",
    "imported": "Dict[str, Any]",
}, total=False)


class Provenance(_ProvenanceRequired, _ProvenanceOptional):
    """The component Provenance of the OpenAPI document."""


_PutSecretRequired = TypedDict("_PutSecretRequired", {
    "value": "str",
})
_PutSecretOptional = TypedDict("_PutSecretOptional", {
}, total=False)


class PutSecret(_PutSecretRequired, _PutSecretOptional):
    """The component PutSecret of the OpenAPI document."""


_PutTenantRequired = TypedDict("_PutTenantRequired", {
    "name": "str",
})
_PutTenantOptional = TypedDict("_PutTenantOptional", {
    "quotas": "TenantQuotas",
}, total=False)


class PutTenant(_PutTenantRequired, _PutTenantOptional):
    """The component PutTenant of the OpenAPI document."""


_QualityAccountRequired = TypedDict("_QualityAccountRequired", {
})
_QualityAccountOptional = TypedDict("_QualityAccountOptional", {
    "judge": "Dict[str, Any]",
    "duplicates": "List[Dict[str, Any]]",
    "decontamination": "Dict[str, Any]",
}, total=False)


class QualityAccount(_QualityAccountRequired, _QualityAccountOptional):
    """The component QualityAccount of the OpenAPI document."""


_QualitySpecRequired = TypedDict("_QualitySpecRequired", {
})
_QualitySpecOptional = TypedDict("_QualitySpecOptional", {
    "judge": "JudgeSpec",
    "nearDuplicates": "NearDuplicatesSpec",
    "embeddingDuplicates": "EmbeddingDuplicatesSpec",
    "decontamination": "DecontaminationSpec",
}, total=False)


class QualitySpec(_QualitySpecRequired, _QualitySpecOptional):
    """The component QualitySpec of the OpenAPI document."""


_QualitySpecInputRequired = TypedDict("_QualitySpecInputRequired", {
})
_QualitySpecInputOptional = TypedDict("_QualitySpecInputOptional", {
    "judge": "JudgeSpecInput",
    "nearDuplicates": "NearDuplicatesSpecInput",
    "embeddingDuplicates": "EmbeddingDuplicatesSpecInput",
    "decontamination": "DecontaminationSpecInput",
}, total=False)


class QualitySpecInput(_QualitySpecInputRequired, _QualitySpecInputOptional):
    """The component QualitySpecInput of the OpenAPI document."""


_QueryOriginRequired = TypedDict("_QueryOriginRequired", {
    "id": "str",
    "slot": "int",
    "replaces": "Union[int, None]",
    "text": "str",
    "originalText": "Union[str, None]",
    "synthesizer": "str",
    "persona": "str",
    "seedPersona": "str",
    "problemType": "Dict[str, Any]",
    "difficulty": "Dict[str, Any]",
    "language": "str",
    "seed": "int",
    "attempts": "int",
    "refusals": "List[Dict[str, Any]]",
    "task": "Union[Dict[str, Any], None]",
})
_QueryOriginOptional = TypedDict("_QueryOriginOptional", {
}, total=False)


class QueryOrigin(_QueryOriginRequired, _QueryOriginOptional):
    """The component QueryOrigin of the OpenAPI document."""


_QueryRecordRequired = TypedDict("_QueryRecordRequired", {
    "queryId": "str",
    "buildId": "str",
    "queryIndex": "int",
    "state": "Literal[\"drafted\", \"accepted\", \"rejected\"]",
    "persona": "str",
    "problemType": "List[str]",
    "difficulty": "str",
    "language": "str",
    "synthesizer": "str",
    "attempts": "int",
    "reason": "str",
    "refusals": "List[Dict[str, Any]]",
})
_QueryRecordOptional = TypedDict("_QueryRecordOptional", {
    "text": "str",
    "originalText": "str",
    "replaces": "int",
    "runs": "List[RunAttempt]",
}, total=False)


class QueryRecord(_QueryRecordRequired, _QueryRecordOptional):
    """The component QueryRecord of the OpenAPI document."""


_RangeRequired = TypedDict("_RangeRequired", {
    "low": "float",
    "expected": "float",
    "high": "float",
})
_RangeOptional = TypedDict("_RangeOptional", {
}, total=False)


class Range(_RangeRequired, _RangeOptional):
    """The component Range of the OpenAPI document."""


_ReasoningBlockRequired = TypedDict("_ReasoningBlockRequired", {
    "type": "Literal[\"reasoning\"]",
    "text": "str",
})
_ReasoningBlockOptional = TypedDict("_ReasoningBlockOptional", {
    "signature": "str",
    "encrypted": "str",
    "id": "str",
    "format": "str",
}, total=False)


class ReasoningBlock(_ReasoningBlockRequired, _ReasoningBlockOptional):
    """The component ReasoningBlock of the OpenAPI document."""


_RecipeRequired = TypedDict("_RecipeRequired", {
    "request": "Dict[str, JsonValue]",
    "withheld": "List[Literal[\"tasks\"]]",
    "prompts": "List[str]",
    "outcomes": "Dict[str, str]",
})
_RecipeOptional = TypedDict("_RecipeOptional", {
    "cassette": "Dict[str, Any]",
}, total=False)


class Recipe(_RecipeRequired, _RecipeOptional):
    """The component Recipe of the OpenAPI document."""


RecipeStage = Literal["synthesize-queries", "run-agents", "collect", "filter", "export"]


RedactionKind = Literal["secret", "email", "iban", "credit_card", "national_id", "ip", "phone", "name"]


_RedactionPolicyRequired = TypedDict("_RedactionPolicyRequired", {
    "id": "str",
    "version": "int",
    "rules": "List[RedactionRule]",
})
_RedactionPolicyOptional = TypedDict("_RedactionPolicyOptional", {
}, total=False)


class RedactionPolicy(_RedactionPolicyRequired, _RedactionPolicyOptional):
    """The component RedactionPolicy of the OpenAPI document."""


_RedactionPolicyInputRequired = TypedDict("_RedactionPolicyInputRequired", {
    "id": "str",
    "version": "int",
    "rules": "List[RedactionRuleInput]",
})
_RedactionPolicyInputOptional = TypedDict("_RedactionPolicyInputOptional", {
}, total=False)


class RedactionPolicyInput(_RedactionPolicyInputRequired, _RedactionPolicyInputOptional):
    """The component RedactionPolicyInput of the OpenAPI document."""


_RedactionRuleRequired = TypedDict("_RedactionRuleRequired", {
    "kind": "RedactionKind",
    "action": "Literal[\"mask\", \"hash\", \"drop\"]",
})
_RedactionRuleOptional = TypedDict("_RedactionRuleOptional", {
    "names": "List[str]",
    "highEntropy": "bool",
}, total=False)


class RedactionRule(_RedactionRuleRequired, _RedactionRuleOptional):
    """The component RedactionRule of the OpenAPI document."""


_RedactionRuleInputRequired = TypedDict("_RedactionRuleInputRequired", {
    "kind": "RedactionKind",
})
_RedactionRuleInputOptional = TypedDict("_RedactionRuleInputOptional", {
    "action": "Literal[\"mask\", \"hash\", \"drop\"]",
    "names": "List[str]",
    "highEntropy": "bool",
}, total=False)


class RedactionRuleInput(_RedactionRuleInputRequired, _RedactionRuleInputOptional):
    """The component RedactionRuleInput of the OpenAPI document."""


_RegenerationRequired = TypedDict("_RegenerationRequired", {
    "buildId": "str",
    "of": "Dict[str, Any]",
    "state": "Literal[\"pending\", \"equal\", \"different\"]",
    "rowsDigest": "Dict[str, Any]",
    "conditions": "List[Dict[str, Any]]",
    "stages": "List[Dict[str, Any]]",
})
_RegenerationOptional = TypedDict("_RegenerationOptional", {
}, total=False)


class Regeneration(_RegenerationRequired, _RegenerationOptional):
    """The component Regeneration of the OpenAPI document."""


_RegisterAgentRequired = TypedDict("_RegisterAgentRequired", {
})
_RegisterAgentOptional = TypedDict("_RegisterAgentOptional", {
    "frameworkDigest": "str",
    "files": "List[BundleFile]",
    "agent": "str",
}, total=False)


class RegisterAgent(_RegisterAgentRequired, _RegisterAgentOptional):
    """The component RegisterAgent of the OpenAPI document."""


_RegisteredAgentRequired = TypedDict("_RegisteredAgentRequired", {
    "name": "str",
    "frameworkDigest": "str",
    "agent": "str",
    "description": "str",
    "createdAt": "str",
    "updatedAt": "str",
})
_RegisteredAgentOptional = TypedDict("_RegisteredAgentOptional", {
}, total=False)


class RegisteredAgent(_RegisteredAgentRequired, _RegisteredAgentOptional):
    """The component RegisteredAgent of the OpenAPI document."""


_RenderedRowRequired = TypedDict("_RenderedRowRequired", {
    "format": "ExportFormat",
    "rows": "List[Dict[str, Any]]",
})
_RenderedRowOptional = TypedDict("_RenderedRowOptional", {
}, total=False)


class RenderedRow(_RenderedRowRequired, _RenderedRowOptional):
    """The component RenderedRow of the OpenAPI document."""


_ReplayRequired = TypedDict("_ReplayRequired", {
    "rootRunId": "str",
    "identical": "bool",
    "digest": "str",
    "recordedDigest": "str",
    "runs": "List[ReplayedRun]",
})
_ReplayOptional = TypedDict("_ReplayOptional", {
}, total=False)


class Replay(_ReplayRequired, _ReplayOptional):
    """The component Replay of the OpenAPI document."""


_ReplayDifferenceRequired = TypedDict("_ReplayDifferenceRequired", {
    "at": "str",
    "expected": "str",
    "actual": "str",
})
_ReplayDifferenceOptional = TypedDict("_ReplayDifferenceOptional", {
}, total=False)


class ReplayDifference(_ReplayDifferenceRequired, _ReplayDifferenceOptional):
    """The component ReplayDifference of the OpenAPI document."""


_ReplayedRunRequired = TypedDict("_ReplayedRunRequired", {
    "runId": "str",
    "agent": "str",
    "identical": "bool",
    "messages": "int",
    "modelCalls": "int",
    "toolCalls": "int",
})
_ReplayedRunOptional = TypedDict("_ReplayedRunOptional", {
    "stopped": "Dict[str, Any]",
    "difference": "ReplayDifference",
}, total=False)


class ReplayedRun(_ReplayedRunRequired, _ReplayedRunOptional):
    """The component ReplayedRun of the OpenAPI document."""


_RequestedChatTemplateRequired = TypedDict("_RequestedChatTemplateRequired", {
    "exporter": "Literal[\"chat-template\"]",
    "view": "ExportView",
    "earlierLeaves": "bool",
})
_RequestedChatTemplateOptional = TypedDict("_RequestedChatTemplateOptional", {
    "name": "str",
    "compression": "Compression",
    "template": "ChatTemplateOptions",
    "templateDigest": "str",
}, total=False)


class RequestedChatTemplate(_RequestedChatTemplateRequired, _RequestedChatTemplateOptional):
    """The component RequestedChatTemplate of the OpenAPI document."""


_RequestedChatTemplateInputRequired = TypedDict("_RequestedChatTemplateInputRequired", {
    "exporter": "Literal[\"chat-template\"]",
})
_RequestedChatTemplateInputOptional = TypedDict("_RequestedChatTemplateInputOptional", {
    "name": "str",
    "view": "ExportView",
    "earlierLeaves": "bool",
    "compression": "Compression",
    "template": "ChatTemplateOptionsInput",
    "templateDigest": "str",
}, total=False)


class RequestedChatTemplateInput(_RequestedChatTemplateInputRequired, _RequestedChatTemplateInputOptional):
    """The component RequestedChatTemplateInput of the OpenAPI document."""


RequestedFormat = Union["NamedFormat", "RequestedChatTemplate", "RequestedTokens"]


RequestedFormatInput = Union["NamedFormatInput", "RequestedChatTemplateInput", "RequestedTokensInput"]


_RequestedTokensRequired = TypedDict("_RequestedTokensRequired", {
    "exporter": "Literal[\"tokens\"]",
    "view": "ExportView",
    "earlierLeaves": "bool",
    "tokenizer": "str",
})
_RequestedTokensOptional = TypedDict("_RequestedTokensOptional", {
    "name": "str",
    "compression": "Compression",
    "template": "ChatTemplateOptions",
    "templateDigest": "str",
}, total=False)


class RequestedTokens(_RequestedTokensRequired, _RequestedTokensOptional):
    """The component RequestedTokens of the OpenAPI document."""


_RequestedTokensInputRequired = TypedDict("_RequestedTokensInputRequired", {
    "exporter": "Literal[\"tokens\"]",
    "tokenizer": "str",
})
_RequestedTokensInputOptional = TypedDict("_RequestedTokensInputOptional", {
    "name": "str",
    "view": "ExportView",
    "earlierLeaves": "bool",
    "compression": "Compression",
    "template": "ChatTemplateOptionsInput",
    "templateDigest": "str",
}, total=False)


class RequestedTokensInput(_RequestedTokensInputRequired, _RequestedTokensInputOptional):
    """The component RequestedTokensInput of the OpenAPI document."""


_RescoreRequired = TypedDict("_RescoreRequired", {
    "buildId": "str",
    "dryRun": "bool",
    "checks": "List[Dict[str, Any]]",
    "verifiers": "List[Dict[str, Any]]",
    "started": "bool",
})
_RescoreOptional = TypedDict("_RescoreOptional", {
}, total=False)


class Rescore(_RescoreRequired, _RescoreOptional):
    """The component Rescore of the OpenAPI document."""


_ResumeModelRequired = TypedDict("_ResumeModelRequired", {
    "version": "int",
})
_ResumeModelOptional = TypedDict("_ResumeModelOptional", {
    "weightsUri": "str",
}, total=False)


class ResumeModel(_ResumeModelRequired, _ResumeModelOptional):
    """The component ResumeModel of the OpenAPI document."""


_ReviewRequired = TypedDict("_ReviewRequired", {
    "buildId": "str",
    "waiting": "bool",
    "open": "bool",
    "items": "List[ReviewItem]",
    "decided": "Dict[str, Any]",
})
_ReviewOptional = TypedDict("_ReviewOptional", {
}, total=False)


class Review(_ReviewRequired, _ReviewOptional):
    """The component Review of the OpenAPI document."""


_ReviewDecisionRequired = TypedDict("_ReviewDecisionRequired", {
    "decision": "Literal[\"accept\", \"reject\"]",
    "by": "str",
    "at": "str",
})
_ReviewDecisionOptional = TypedDict("_ReviewDecisionOptional", {
    "note": "str",
}, total=False)


class ReviewDecision(_ReviewDecisionRequired, _ReviewDecisionOptional):
    """The component ReviewDecision of the OpenAPI document."""


ReviewItem = Dict[str, Any]


_ReviewSpecRequired = TypedDict("_ReviewSpecRequired", {
    "after": "List[Literal[\"synthesize-queries\", \"collect\", \"check\", \"verify\", \"decontaminate\", \"judge\"]]",
    "sample": "int",
})
_ReviewSpecOptional = TypedDict("_ReviewSpecOptional", {
}, total=False)


class ReviewSpec(_ReviewSpecRequired, _ReviewSpecOptional):
    """The component ReviewSpec of the OpenAPI document."""


_ReviewSpecInputRequired = TypedDict("_ReviewSpecInputRequired", {
    "after": "List[Literal[\"synthesize-queries\", \"collect\", \"check\", \"verify\", \"decontaminate\", \"judge\"]]",
})
_ReviewSpecInputOptional = TypedDict("_ReviewSpecInputOptional", {
    "sample": "int",
}, total=False)


class ReviewSpecInput(_ReviewSpecInputRequired, _ReviewSpecInputOptional):
    """The component ReviewSpecInput of the OpenAPI document."""


Role = Literal["system", "user", "assistant", "tool"]


_RolloutRequired = TypedDict("_RolloutRequired", {
    "rolloutId": "str",
    "taskId": "str",
    "groupId": "str",
    "runIndex": "int",
    "batchId": "str",
    "modelTag": "str",
    "state": "Literal[\"queued\", \"running\", \"ready\", \"done\", \"cancelled\"]",
    "attempt": "int",
    "task": "RolloutTask",
})
_RolloutOptional = TypedDict("_RolloutOptional", {
}, total=False)


class Rollout(_RolloutRequired, _RolloutOptional):
    """The component Rollout of the OpenAPI document."""


_RolloutAgentRequired = TypedDict("_RolloutAgentRequired", {
})
_RolloutAgentOptional = TypedDict("_RolloutAgentOptional", {
    "frameworkId": "str",
    "frameworkDigest": "str",
    "files": "List[BundleFile]",
    "file": "str",
    "own": "Literal[True]",
}, total=False)


class RolloutAgent(_RolloutAgentRequired, _RolloutAgentOptional):
    """The component RolloutAgent of the OpenAPI document."""


_RolloutBatchRequired = TypedDict("_RolloutBatchRequired", {
    "id": "str",
    "modelTag": "str",
    "state": "Literal[\"running\", \"completed\", \"cancelled\"]",
    "repeatN": "int",
    "rollouts": "Dict[str, Any]",
    "groups": "Dict[str, Any]",
    "outcomes": "Dict[str, Any]",
    "reruns": "int",
    "trajectories": "int",
    "traceId": "str",
    "createdAt": "str",
})
_RolloutBatchOptional = TypedDict("_RolloutBatchOptional", {
    "waitsFor": "Literal[\"resume\", \"version\"]",
    "finishedAt": "str",
}, total=False)


class RolloutBatch(_RolloutBatchRequired, _RolloutBatchOptional):
    """The component RolloutBatch of the OpenAPI document."""


_RolloutBatchCreatedRequired = TypedDict("_RolloutBatchCreatedRequired", {
    "batchId": "str",
    "rollouts": "List[RolloutPlace]",
})
_RolloutBatchCreatedOptional = TypedDict("_RolloutBatchCreatedOptional", {
}, total=False)


class RolloutBatchCreated(_RolloutBatchCreatedRequired, _RolloutBatchCreatedOptional):
    """The component RolloutBatchCreated of the OpenAPI document."""


_RolloutPlaceRequired = TypedDict("_RolloutPlaceRequired", {
    "rolloutId": "str",
    "taskId": "str",
    "groupId": "str",
    "runIndex": "int",
})
_RolloutPlaceOptional = TypedDict("_RolloutPlaceOptional", {
}, total=False)


class RolloutPlace(_RolloutPlaceRequired, _RolloutPlaceOptional):
    """The component RolloutPlace of the OpenAPI document."""


_RolloutTaskRequired = TypedDict("_RolloutTaskRequired", {
    "taskId": "str",
    "input": "str",
    "isValidation": "bool",
    "data": "Dict[str, JsonValue]",
})
_RolloutTaskOptional = TypedDict("_RolloutTaskOptional", {
    "groupId": "str",
    "initialState": "InitialState",
    "verifiers": "List[Verifier]",
    "groundTruth": "JsonValue",
}, total=False)


class RolloutTask(_RolloutTaskRequired, _RolloutTaskOptional):
    """The component RolloutTask of the OpenAPI document."""


_RolloutTaskInputRequired = TypedDict("_RolloutTaskInputRequired", {
    "taskId": "str",
    "input": "str",
})
_RolloutTaskInputOptional = TypedDict("_RolloutTaskInputOptional", {
    "groupId": "str",
    "initialState": "InitialState",
    "verifiers": "List[VerifierInput]",
    "groundTruth": "JsonValue",
    "isValidation": "bool",
    "data": "Dict[str, JsonValue]",
}, total=False)


class RolloutTaskInput(_RolloutTaskInputRequired, _RolloutTaskInputOptional):
    """The component RolloutTaskInput of the OpenAPI document."""


_RotateApiKeyRequired = TypedDict("_RotateApiKeyRequired", {
})
_RotateApiKeyOptional = TypedDict("_RotateApiKeyOptional", {
    "graceSeconds": "int",
}, total=False)


class RotateApiKey(_RotateApiKeyRequired, _RotateApiKeyOptional):
    """The component RotateApiKey of the OpenAPI document."""


_RotateWebhookSecretRequired = TypedDict("_RotateWebhookSecretRequired", {
})
_RotateWebhookSecretOptional = TypedDict("_RotateWebhookSecretOptional", {
    "graceSeconds": "int",
}, total=False)


class RotateWebhookSecret(_RotateWebhookSecretRequired, _RotateWebhookSecretOptional):
    """The component RotateWebhookSecret of the OpenAPI document."""


_RowFacetsRequired = TypedDict("_RowFacetsRequired", {
    "rows": "int",
    "kept": "int",
    "reason": "Dict[str, int]",
    "flag": "Dict[str, int]",
    "difficulty": "Dict[str, int]",
    "language": "Dict[str, int]",
    "problemType": "Dict[str, int]",
})
_RowFacetsOptional = TypedDict("_RowFacetsOptional", {
}, total=False)


class RowFacets(_RowFacetsRequired, _RowFacetsOptional):
    """The component RowFacets of the OpenAPI document."""


_RowLineageRequired = TypedDict("_RowLineageRequired", {
    "rowId": "str",
    "dataSet": "Union[Dict[str, Any], None]",
    "sentence": "str",
    "build": "Dict[str, Any]",
    "framework": "Dict[str, Any]",
    "query": "QueryOrigin",
    "enhancers": "List[AppliedEnhancer]",
    "calls": "List[SynthesisCall]",
    "run": "Dict[str, Any]",
    "trajectory": "Union[Dict[str, Any], None]",
    "reward": "Union[float, None]",
    "verifications": "List[Dict[str, Any]]",
    "verdicts": "List[Dict[str, Any]]",
    "selection": "Union[Dict[str, Any], None]",
    "redaction": "Union[Dict[str, Any], None]",
})
_RowLineageOptional = TypedDict("_RowLineageOptional", {
    "imported": "Union[ImportedFrom, None]",
}, total=False)


class RowLineage(_RowLineageRequired, _RowLineageOptional):
    """The component RowLineage of the OpenAPI document."""


_RunRequired = TypedDict("_RunRequired", {
    "id": "str",
    "state": "RunState",
    "stopReason": "Union[StopReason, None]",
    "agent": "str",
    "input": "str",
    "response": "str",
    "usage": "Usage",
    "parentRunId": "Union[str, None]",
    "rootRunId": "str",
    "depth": "int",
    "frameworkDigest": "str",
    "seed": "int",
    "traceId": "str",
    "attempt": "int",
    "createdAt": "str",
})
_RunOptional = TypedDict("_RunOptional", {
    "output": "JsonValue",
    "failure": "FailureShape",
    "cassette": "CassetteReport",
    "startedAt": "str",
    "finishedAt": "str",
}, total=False)


class Run(_RunRequired, _RunOptional):
    """The component Run of the OpenAPI document."""


_RunAttemptRequired = TypedDict("_RunAttemptRequired", {
    "sampleIndex": "int",
    "attempt": "int",
    "state": "Literal[\"running\", \"completed\", \"failed\", \"cancelled\"]",
    "dispatchedAt": "str",
})
_RunAttemptOptional = TypedDict("_RunAttemptOptional", {
    "runId": "str",
    "outcome": "RunOutcome",
    "stopReason": "StopReason",
    "failure": "FailureShape",
    "usage": "Usage",
    "startedAt": "str",
    "finishedAt": "str",
}, total=False)


class RunAttempt(_RunAttemptRequired, _RunAttemptOptional):
    """The component RunAttempt of the OpenAPI document."""


_RunLimitsRequired = TypedDict("_RunLimitsRequired", {
})
_RunLimitsOptional = TypedDict("_RunLimitsOptional", {
    "maxIterations": "int",
    "maxTokens": "int",
    "maxCostUsd": "float",
    "timeoutMs": "int",
    "maxDepth": "int",
    "maxChildren": "int",
    "maxRuns": "int",
    "perSubAgent": "SubtreeLimits",
}, total=False)


class RunLimits(_RunLimitsRequired, _RunLimitsOptional):
    """The component RunLimits of the OpenAPI document."""


_RunModelRequired = TypedDict("_RunModelRequired", {
    "kind": "Literal[\"openai_chat_completion\", \"generate_with_token\"]",
    "baseUrl": "str",
    "model": "str",
})
_RunModelOptional = TypedDict("_RunModelOptional", {
    "keyRef": "str",
    "tokenizer": "str",
    "dialect": "DialectName",
    "askTokens": "bool",
    "sampling": "Dict[str, Any]",
}, total=False)


class RunModel(_RunModelRequired, _RunModelOptional):
    """The component RunModel of the OpenAPI document."""


RunOutcome = Literal["completed", "truncated", "timeout", "budget", "tool_fault", "model_fault", "policy", "crash", "cancelled"]


RunState = Literal["queued", "running", "waiting", "completed", "failed", "cancelled"]


_RunVariablesRequired = TypedDict("_RunVariablesRequired", {
})
_RunVariablesOptional = TypedDict("_RunVariablesOptional", {
    "template": "Dict[str, JsonValue]",
    "runtimeVars": "Dict[str, JsonValue]",
    "sandboxEnv": "Dict[str, str]",
}, total=False)


class RunVariables(_RunVariablesRequired, _RunVariablesOptional):
    """The component RunVariables of the OpenAPI document."""


_SampledSequenceRequired = TypedDict("_SampledSequenceRequired", {
    "tokens": "List[int]",
    "spans": "List[Dict[str, Any]]",
})
_SampledSequenceOptional = TypedDict("_SampledSequenceOptional", {
    "logprobs": "List[float]",
}, total=False)


class SampledSequence(_SampledSequenceRequired, _SampledSequenceOptional):
    """The component SampledSequence of the OpenAPI document."""


Scope = Literal["read", "run", "build", "admin"]


_SecretRequired = TypedDict("_SecretRequired", {
    "name": "str",
    "createdAt": "str",
    "updatedAt": "str",
    "updatedBy": "str",
})
_SecretOptional = TypedDict("_SecretOptional", {
}, total=False)


class Secret(_SecretRequired, _SecretOptional):
    """The component Secret of the OpenAPI document."""


_SendBenchmarkFileRequired = TypedDict("_SendBenchmarkFileRequired", {
    "text": "str",
})
_SendBenchmarkFileOptional = TypedDict("_SendBenchmarkFileOptional", {
    "format": "Literal[\"text\", \"jsonl\", \"csv\"]",
}, total=False)


class SendBenchmarkFile(_SendBenchmarkFileRequired, _SendBenchmarkFileOptional):
    """The component SendBenchmarkFile of the OpenAPI document."""


_SendTeamMessageRequired = TypedDict("_SendTeamMessageRequired", {
    "input": "User",
})
_SendTeamMessageOptional = TypedDict("_SendTeamMessageOptional", {
    "to": "str",
}, total=False)


class SendTeamMessage(_SendTeamMessageRequired, _SendTeamMessageOptional):
    """The component SendTeamMessage of the OpenAPI document."""


_ServerStateRequired = TypedDict("_ServerStateRequired", {
    "files": "Dict[str, str]",
    "binary": "Dict[str, str]",
    "omitted": "Dict[str, int]",
})
_ServerStateOptional = TypedDict("_ServerStateOptional", {
}, total=False)


class ServerState(_ServerStateRequired, _ServerStateOptional):
    """The component ServerState of the OpenAPI document."""


_SettingsRequired = TypedDict("_SettingsRequired", {
    "models": "List[Dict[str, Any]]",
    "prices": "Dict[str, Dict[str, float]]",
    "limits": "Dict[str, float]",
    "redactionPolicies": "List[str]",
})
_SettingsOptional = TypedDict("_SettingsOptional", {
}, total=False)


class Settings(_SettingsRequired, _SettingsOptional):
    """The component Settings of the OpenAPI document."""


_SimulationRequestRequired = TypedDict("_SimulationRequestRequired", {
    "casesPerAgent": "int",
    "wholeCases": "int",
    "passRate": "float",
    "tokensPerCase": "int",
})
_SimulationRequestOptional = TypedDict("_SimulationRequestOptional", {
}, total=False)


class SimulationRequest(_SimulationRequestRequired, _SimulationRequestOptional):
    """The component SimulationRequest of the OpenAPI document."""


_SimulationRequestInputRequired = TypedDict("_SimulationRequestInputRequired", {
})
_SimulationRequestInputOptional = TypedDict("_SimulationRequestInputOptional", {
    "casesPerAgent": "int",
    "wholeCases": "int",
    "passRate": "float",
    "tokensPerCase": "int",
}, total=False)


class SimulationRequestInput(_SimulationRequestInputRequired, _SimulationRequestInputOptional):
    """The component SimulationRequestInput of the OpenAPI document."""


_SpendingRequired = TypedDict("_SpendingRequired", {
    "tokens": "float",
    "costUsd": "float",
})
_SpendingOptional = TypedDict("_SpendingOptional", {
}, total=False)


class Spending(_SpendingRequired, _SpendingOptional):
    """The component Spending of the OpenAPI document."""


_StageRequired = TypedDict("_StageRequired", {
    "name": "Literal[\"synthesize-queries\", \"run-agents\", \"collect\", \"check\", \"verify\", \"decontaminate\", \"judge\", \"deduplicate\", \"filter\", \"export\"]",
    "state": "Literal[\"queued\", \"running\", \"done\", \"failed\"]",
    "done": "int",
    "total": "int",
})
_StageOptional = TypedDict("_StageOptional", {
    "startedAt": "str",
    "finishedAt": "str",
    "ratePerMinute": "float",
    "etaMs": "int",
}, total=False)


class Stage(_StageRequired, _StageOptional):
    """The component Stage of the OpenAPI document."""


_StateExpectationRequired = TypedDict("_StateExpectationRequired", {
    "path": "str",
})
_StateExpectationOptional = TypedDict("_StateExpectationOptional", {
    "exists": "bool",
    "equals": "str",
    "contains": "str",
    "matches": "str",
    "json": "Dict[str, Any]",
}, total=False)


class StateExpectation(_StateExpectationRequired, _StateExpectationOptional):
    """The component StateExpectation of the OpenAPI document."""


StateFiles = Dict[str, str]


StopReason = Literal["answered", "stop_tool", "max_iterations", "truncated", "invalid_output", "permission_pending", "budget", "timeout", "cancelled", "model_error", "error"]


_SubtreeLimitsRequired = TypedDict("_SubtreeLimitsRequired", {
})
_SubtreeLimitsOptional = TypedDict("_SubtreeLimitsOptional", {
    "maxTokens": "int",
    "maxCostUsd": "float",
    "timeoutMs": "int",
}, total=False)


class SubtreeLimits(_SubtreeLimitsRequired, _SubtreeLimitsOptional):
    """The component SubtreeLimits of the OpenAPI document."""


_SynthesisCallRequired = TypedDict("_SynthesisCallRequired", {
    "attempt": "int",
    "question": "str",
    "promptVersion": "int",
    "promptDigest": "str",
    "inputDigest": "str",
    "model": "str",
    "usage": "Usage",
    "durationMs": "int",
    "createdAt": "str",
})
_SynthesisCallOptional = TypedDict("_SynthesisCallOptional", {
}, total=False)


class SynthesisCall(_SynthesisCallRequired, _SynthesisCallOptional):
    """The component SynthesisCall of the OpenAPI document."""


_SynthesisSpecRequired = TypedDict("_SynthesisSpecRequired", {
    "sampling": "Literal[\"inverse-frequency\", \"stratified\"]",
    "websearchProb": "float",
    "websearchMaxResults": "int",
    "urlProb": "float",
    "fileProb": "float",
    "fuzzifyProb": "float",
    "includeFrameworkDescription": "bool",
    "drafts": "Literal[\"one-level\", \"three-levels\"]",
    "review": "Literal[\"auto\", \"on\", \"off\"]",
    "attempts": "int",
    "replacementShare": "float",
    "onShortfall": "Literal[\"fail\", \"continue\"]",
})
_SynthesisSpecOptional = TypedDict("_SynthesisSpecOptional", {
    "problemTypeExpandProb": "float",
    "rewritePersonaProb": "float",
    "websearchTool": "Dict[str, Any]",
    "saturation": "Dict[str, Any]",
}, total=False)


class SynthesisSpec(_SynthesisSpecRequired, _SynthesisSpecOptional):
    """The component SynthesisSpec of the OpenAPI document."""


_SynthesisSpecInputRequired = TypedDict("_SynthesisSpecInputRequired", {
})
_SynthesisSpecInputOptional = TypedDict("_SynthesisSpecInputOptional", {
    "sampling": "Literal[\"inverse-frequency\", \"stratified\"]",
    "problemTypeExpandProb": "float",
    "rewritePersonaProb": "float",
    "websearchProb": "float",
    "websearchMaxResults": "int",
    "websearchTool": "Dict[str, Any]",
    "urlProb": "float",
    "fileProb": "float",
    "fuzzifyProb": "float",
    "includeFrameworkDescription": "bool",
    "drafts": "Literal[\"one-level\", \"three-levels\"]",
    "review": "Literal[\"auto\", \"on\", \"off\"]",
    "attempts": "int",
    "replacementShare": "float",
    "onShortfall": "Literal[\"fail\", \"continue\"]",
    "saturation": "Dict[str, Any]",
}, total=False)


class SynthesisSpecInput(_SynthesisSpecInputRequired, _SynthesisSpecInputOptional):
    """The component SynthesisSpecInput of the OpenAPI document."""


TaskStatus = Literal["pending", "in_progress", "completed"]


_TeamRequired = TypedDict("_TeamRequired", {
    "id": "str",
    "leader": "Run",
    "roles": "List[str]",
    "maxTeammates": "int",
    "teammates": "List[Teammate]",
    "tasks": "List[TeamTask]",
})
_TeamOptional = TypedDict("_TeamOptional", {
}, total=False)


class Team(_TeamRequired, _TeamOptional):
    """The component Team of the OpenAPI document."""


_TeamTaskRequired = TypedDict("_TeamTaskRequired", {
    "id": "str",
    "title": "str",
    "description": "str",
    "priority": "int",
    "dependencies": "List[str]",
    "status": "TaskStatus",
    "assignee": "Union[str, None]",
    "deliverable": "str",
    "resultSummary": "Union[str, None]",
    "createdBy": "str",
})
_TeamTaskOptional = TypedDict("_TeamTaskOptional", {
}, total=False)


class TeamTask(_TeamTaskRequired, _TeamTaskOptional):
    """The component TeamTask of the OpenAPI document."""


_TeammateRequired = TypedDict("_TeammateRequired", {
    "agentId": "str",
    "role": "str",
    "state": "Literal[\"idle\", \"working\", \"waiting\", \"removed\"]",
    "runIds": "List[str]",
})
_TeammateOptional = TypedDict("_TeammateOptional", {
}, total=False)


class Teammate(_TeammateRequired, _TeammateOptional):
    """The component Teammate of the OpenAPI document."""


_TenantRequired = TypedDict("_TenantRequired", {
    "id": "str",
    "name": "str",
    "quotas": "TenantQuotas",
    "createdAt": "str",
    "updatedAt": "str",
})
_TenantOptional = TypedDict("_TenantOptional", {
}, total=False)


class Tenant(_TenantRequired, _TenantOptional):
    """The component Tenant of the OpenAPI document."""


_TenantQuotasRequired = TypedDict("_TenantQuotasRequired", {
})
_TenantQuotasOptional = TypedDict("_TenantQuotasOptional", {
    "concurrentRuns": "int",
    "queuedRuns": "int",
    "tokensPerDay": "int",
    "requestsPerMinute": "int",
}, total=False)


class TenantQuotas(_TenantQuotasRequired, _TenantQuotasOptional):
    """The component TenantQuotas of the OpenAPI document."""


_TextBlockRequired = TypedDict("_TextBlockRequired", {
    "type": "Literal[\"text\"]",
    "text": "str",
})
_TextBlockOptional = TypedDict("_TextBlockOptional", {
    "cache": "Literal[True]",
    "signature": "str",
}, total=False)


class TextBlock(_TextBlockRequired, _TextBlockOptional):
    """The component TextBlock of the OpenAPI document."""


_TokensFormatRequired = TypedDict("_TokensFormatRequired", {
    "exporter": "Literal[\"tokens\"]",
    "view": "ExportView",
    "earlierLeaves": "bool",
    "template": "ChatTemplateOptions",
    "tokenizer": "str",
})
_TokensFormatOptional = TypedDict("_TokensFormatOptional", {
    "name": "str",
    "compression": "Compression",
}, total=False)


class TokensFormat(_TokensFormatRequired, _TokensFormatOptional):
    """The component TokensFormat of the OpenAPI document."""


_ToolCallAnswerRequired = TypedDict("_ToolCallAnswerRequired", {
    "content": "List[Union[TextBlock, ImageBlock]]",
    "isError": "bool",
    "durationMs": "int",
})
_ToolCallAnswerOptional = TypedDict("_ToolCallAnswerOptional", {
    "errorKind": "str",
    "structured": "JsonValue",
}, total=False)


class ToolCallAnswer(_ToolCallAnswerRequired, _ToolCallAnswerOptional):
    """The component ToolCallAnswer of the OpenAPI document."""


_ToolCallBlockRequired = TypedDict("_ToolCallBlockRequired", {
    "type": "Literal[\"tool_call\"]",
    "id": "str",
    "name": "str",
    "argumentsText": "str",
})
_ToolCallBlockOptional = TypedDict("_ToolCallBlockOptional", {
    "arguments": "Dict[str, JsonValue]",
    "fault": "str",
    "signature": "str",
}, total=False)


class ToolCallBlock(_ToolCallBlockRequired, _ToolCallBlockOptional):
    """The component ToolCallBlock of the OpenAPI document."""


_ToolDefinitionRequired = TypedDict("_ToolDefinitionRequired", {
    "name": "str",
    "description": "str",
    "inputSchema": "Dict[str, JsonValue]",
    "origin": "ToolOrigin",
    "repeatable": "bool",
    "disableParallel": "bool",
})
_ToolDefinitionOptional = TypedDict("_ToolDefinitionOptional", {
    "textModeDescription": "str",
}, total=False)


class ToolDefinition(_ToolDefinitionRequired, _ToolDefinitionOptional):
    """The component ToolDefinition of the OpenAPI document."""


_ToolHandlingRequired = TypedDict("_ToolHandlingRequired", {
})
_ToolHandlingOptional = TypedDict("_ToolHandlingOptional", {
    "cassette": "CassetteUse",
    "faults": "List[FaultRule]",
}, total=False)


class ToolHandling(_ToolHandlingRequired, _ToolHandlingOptional):
    """The component ToolHandling of the OpenAPI document."""


_ToolHandlingInputRequired = TypedDict("_ToolHandlingInputRequired", {
})
_ToolHandlingInputOptional = TypedDict("_ToolHandlingInputOptional", {
    "cassette": "CassetteUse",
    "faults": "List[FaultRuleInput]",
}, total=False)


class ToolHandlingInput(_ToolHandlingInputRequired, _ToolHandlingInputOptional):
    """The component ToolHandlingInput of the OpenAPI document."""


ToolOrigin = Dict[str, Any]


_ToolPolicyRequired = TypedDict("_ToolPolicyRequired", {
    "allowServers": "List[str]",
    "denyServers": "List[str]",
    "allowTools": "List[str]",
    "denyTools": "List[str]",
    "allowSynthesised": "bool",
})
_ToolPolicyOptional = TypedDict("_ToolPolicyOptional", {
}, total=False)


class ToolPolicy(_ToolPolicyRequired, _ToolPolicyOptional):
    """The component ToolPolicy of the OpenAPI document."""


_ToolPolicyInputRequired = TypedDict("_ToolPolicyInputRequired", {
})
_ToolPolicyInputOptional = TypedDict("_ToolPolicyInputOptional", {
    "allowServers": "List[str]",
    "denyServers": "List[str]",
    "allowTools": "List[str]",
    "denyTools": "List[str]",
    "allowSynthesised": "bool",
}, total=False)


class ToolPolicyInput(_ToolPolicyInputRequired, _ToolPolicyInputOptional):
    """The component ToolPolicyInput of the OpenAPI document."""


_ToolResultBlockRequired = TypedDict("_ToolResultBlockRequired", {
    "type": "Literal[\"tool_result\"]",
    "toolCallId": "str",
    "toolName": "str",
    "content": "List[Union[TextBlock, ImageBlock]]",
    "isError": "bool",
})
_ToolResultBlockOptional = TypedDict("_ToolResultBlockOptional", {
    "errorKind": "Literal[\"malformed_arguments\", \"unknown_tool\", \"invalid_arguments\", \"tool_error\", \"infrastructure\", \"unknown_outcome\", \"denied\", \"not_recorded\"]",
    "structured": "JsonValue",
    "injected": "FaultKind",
}, total=False)


class ToolResultBlock(_ToolResultBlockRequired, _ToolResultBlockOptional):
    """The component ToolResultBlock of the OpenAPI document."""


_ToolServerRequired = TypedDict("_ToolServerRequired", {
    "name": "str",
    "processes": "int",
    "busy": "int",
    "calls": "int",
    "drifts": "List[Dict[str, Any]]",
})
_ToolServerOptional = TypedDict("_ToolServerOptional", {
}, total=False)


class ToolServer(_ToolServerRequired, _ToolServerOptional):
    """The component ToolServer of the OpenAPI document."""


_TrainerMessageRequired = TypedDict("_TrainerMessageRequired", {
    "role": "Role",
    "content": "List[Block]",
    "loss": "bool",
})
_TrainerMessageOptional = TypedDict("_TrainerMessageOptional", {
    "written": "str",
}, total=False)


class TrainerMessage(_TrainerMessageRequired, _TrainerMessageOptional):
    """The component TrainerMessage of the OpenAPI document."""


_TrainerModelRequired = TypedDict("_TrainerModelRequired", {
    "tag": "str",
    "state": "Literal[\"running\", \"paused\"]",
    "version": "int",
    "updatedAt": "str",
})
_TrainerModelOptional = TypedDict("_TrainerModelOptional", {
    "weightsUri": "str",
}, total=False)


class TrainerModel(_TrainerModelRequired, _TrainerModelOptional):
    """The component TrainerModel of the OpenAPI document."""


_TrainerTrajectoryRequired = TypedDict("_TrainerTrajectoryRequired", {
    "trajectoryId": "str",
    "batchId": "str",
    "rolloutId": "str",
    "groupId": "str",
    "taskId": "str",
    "runIndex": "int",
    "attempt": "int",
    "agentPath": "str",
    "agentRunId": "Union[str, None]",
    "messagesRef": "Union[str, None]",
    "segmentIndex": "int",
    "segmentCount": "int",
    "kind": "Literal[\"tokens\", \"messages\", \"empty\"]",
    "tokens": "List[int]",
    "lossMask": "List[Union[Literal[0], Literal[1]]]",
    "logprobs": "Union[List[float], None]",
    "modelTag": "str",
    "modelVersions": "List[List[Any]]",
    "reward": "Union[float, None]",
    "metrics": "Dict[str, float]",
    "state": "Literal[\"completed\", \"failed\"]",
    "stopReason": "Union[StopReason, None]",
    "truncated": "bool",
    "stale": "bool",
    "acrossPause": "bool",
    "temperature": "Union[float, None]",
    "isValidation": "bool",
    "groundTruth": "JsonValue",
    "data": "Dict[str, JsonValue]",
})
_TrainerTrajectoryOptional = TypedDict("_TrainerTrajectoryOptional", {
    "messages": "List[TrainerMessage]",
    "tools": "List[ToolDefinition]",
    "failure": "FailureShape",
}, total=False)


class TrainerTrajectory(_TrainerTrajectoryRequired, _TrainerTrajectoryOptional):
    """The component TrainerTrajectory of the OpenAPI document."""


_TrajectoriesAckedRequired = TypedDict("_TrajectoriesAckedRequired", {
    "acked": "int",
    "rerun": "List[str]",
})
_TrajectoriesAckedOptional = TypedDict("_TrajectoriesAckedOptional", {
}, total=False)


class TrajectoriesAcked(_TrajectoriesAckedRequired, _TrajectoriesAckedOptional):
    """The component TrajectoriesAcked of the OpenAPI document."""


_TrajectoryRequired = TypedDict("_TrajectoryRequired", {
    "version": "Literal[1]",
    "rootRunId": "str",
    "runs": "List[TrajectoryRun]",
    "usage": "Usage",
    "provenance": "Provenance",
})
_TrajectoryOptional = TypedDict("_TrajectoryOptional", {
    "finalState": "FinalState",
}, total=False)


class Trajectory(_TrajectoryRequired, _TrajectoryOptional):
    """The component Trajectory of the OpenAPI document."""


_TrajectoryLeaseRequired = TypedDict("_TrajectoryLeaseRequired", {
    "leaseId": "Union[str, None]",
    "fence": "int",
    "expiresAt": "Union[str, None]",
    "trajectories": "List[TrainerTrajectory]",
})
_TrajectoryLeaseOptional = TypedDict("_TrajectoryLeaseOptional", {
}, total=False)


class TrajectoryLease(_TrajectoryLeaseRequired, _TrajectoryLeaseOptional):
    """The component TrajectoryLease of the OpenAPI document."""


_TrajectoryRunRequired = TypedDict("_TrajectoryRunRequired", {
    "runId": "str",
    "parentRunId": "Union[str, None]",
    "parentCallId": "Union[str, None]",
    "agent": "str",
    "depth": "int",
    "state": "RunState",
    "stopReason": "Union[StopReason, None]",
    "tools": "List[ToolDefinition]",
    "messages": "List[Message]",
    "response": "str",
    "usage": "Usage",
    "startedAt": "str",
    "finishedAt": "Union[str, None]",
})
_TrajectoryRunOptional = TypedDict("_TrajectoryRunOptional", {
    "earlierLeaves": "List[List[Message]]",
    "sampled": "List[SampledSequence]",
}, total=False)


class TrajectoryRun(_TrajectoryRunRequired, _TrajectoryRunOptional):
    """The component TrajectoryRun of the OpenAPI document."""


_TrajectoryVerdictsRequired = TypedDict("_TrajectoryVerdictsRequired", {
    "runId": "str",
    "buildId": "str",
    "queryId": "str",
    "queryIndex": "int",
    "sampleIndex": "int",
    "kept": "Union[bool, None]",
    "reason": "str",
    "against": "List[Dict[str, Any]]",
    "checks": "List[Verdict]",
    "verifiers": "List[Verification]",
    "contamination": "List[ContaminationHit]",
    "judge": "List[JudgeVerdict]",
    "duplicates": "List[DuplicateTag]",
})
_TrajectoryVerdictsOptional = TypedDict("_TrajectoryVerdictsOptional", {
    "query": "str",
}, total=False)


class TrajectoryVerdicts(_TrajectoryVerdictsRequired, _TrajectoryVerdictsOptional):
    """The component TrajectoryVerdicts of the OpenAPI document."""


_UnitCostRequired = TypedDict("_UnitCostRequired", {
    "tokens": "float",
})
_UnitCostOptional = TypedDict("_UnitCostOptional", {
    "costUsd": "float",
}, total=False)


class UnitCost(_UnitCostRequired, _UnitCostOptional):
    """The component UnitCost of the OpenAPI document."""


_UpdateBuildRequired = TypedDict("_UpdateBuildRequired", {
})
_UpdateBuildOptional = TypedDict("_UpdateBuildOptional", {
    "budget": "Dict[str, Any]",
    "concurrency": "int",
}, total=False)


class UpdateBuild(_UpdateBuildRequired, _UpdateBuildOptional):
    """The component UpdateBuild of the OpenAPI document."""


_UpdateTeamTaskRequired = TypedDict("_UpdateTeamTaskRequired", {
    "status": "TaskStatus",
})
_UpdateTeamTaskOptional = TypedDict("_UpdateTeamTaskOptional", {
    "assignee": "str",
    "resultSummary": "str",
}, total=False)


class UpdateTeamTask(_UpdateTeamTaskRequired, _UpdateTeamTaskOptional):
    """The component UpdateTeamTask of the OpenAPI document."""


_UpdateWebhookRequired = TypedDict("_UpdateWebhookRequired", {
})
_UpdateWebhookOptional = TypedDict("_UpdateWebhookOptional", {
    "url": "str",
    "events": "List[EndingEvent]",
    "description": "str",
    "enabled": "bool",
}, total=False)


class UpdateWebhook(_UpdateWebhookRequired, _UpdateWebhookOptional):
    """The component UpdateWebhook of the OpenAPI document."""


_UsageRequired = TypedDict("_UsageRequired", {
    "inputTokens": "int",
    "outputTokens": "int",
    "cachedInputTokens": "int",
    "reasoningTokens": "int",
    "modelCalls": "int",
})
_UsageOptional = TypedDict("_UsageOptional", {
    "cacheWriteTokens": "int",
    "throttledCalls": "int",
    "costUsd": "float",
}, total=False)


class Usage(_UsageRequired, _UsageOptional):
    """The component Usage of the OpenAPI document."""


User = Union[str, List[Union["TextBlock", "ImageBlock"]]]


_VerdictRequired = TypedDict("_VerdictRequired", {
    "check": "str",
    "version": "int",
    "verdict": "Literal[\"keep\", \"flag\", \"drop\"]",
    "reason": "str",
    "evidence": "List[Dict[str, Any]]",
})
_VerdictOptional = TypedDict("_VerdictOptional", {
}, total=False)


class Verdict(_VerdictRequired, _VerdictOptional):
    """The component Verdict of the OpenAPI document."""


_VerificationRequired = TypedDict("_VerificationRequired", {
    "position": "int",
    "kind": "str",
    "version": "int",
    "reward": "Union[float, None]",
    "passed": "Union[bool, None]",
    "evidence": "List[VerificationEvidence]",
})
_VerificationOptional = TypedDict("_VerificationOptional", {
    "failure": "FailureShape",
    "usage": "Usage",
}, total=False)


class Verification(_VerificationRequired, _VerificationOptional):
    """The component Verification of the OpenAPI document."""


_VerificationEvidenceRequired = TypedDict("_VerificationEvidenceRequired", {
    "held": "bool",
    "note": "str",
})
_VerificationEvidenceOptional = TypedDict("_VerificationEvidenceOptional", {
    "runId": "str",
    "messageIndex": "int",
}, total=False)


class VerificationEvidence(_VerificationEvidenceRequired, _VerificationEvidenceOptional):
    """The component VerificationEvidence of the OpenAPI document."""


Verifier = Dict[str, Any]


VerifierInput = Dict[str, Any]


_WebhookRequired = TypedDict("_WebhookRequired", {
    "id": "str",
    "url": "str",
    "description": "str",
    "events": "List[EndingEvent]",
    "enabled": "bool",
    "disabledReason": "Union[str, None]",
    "failingSince": "Union[str, None]",
    "createdAt": "str",
    "createdBy": "str",
    "updatedAt": "str",
})
_WebhookOptional = TypedDict("_WebhookOptional", {
}, total=False)


class Webhook(_WebhookRequired, _WebhookOptional):
    """The component Webhook of the OpenAPI document."""


_WebhookDeliveryRequired = TypedDict("_WebhookDeliveryRequired", {
    "id": "str",
    "webhookId": "str",
    "event": "WebhookEvent",
    "state": "DeliveryState",
    "tries": "int",
    "nextAt": "Union[str, None]",
    "lastStatus": "Union[int, None]",
    "lastError": "Union[str, None]",
    "createdAt": "str",
    "endedAt": "Union[str, None]",
})
_WebhookDeliveryOptional = TypedDict("_WebhookDeliveryOptional", {
}, total=False)


class WebhookDelivery(_WebhookDeliveryRequired, _WebhookDeliveryOptional):
    """The component WebhookDelivery of the OpenAPI document."""


_WebhookEventRequired = TypedDict("_WebhookEventRequired", {
    "id": "str",
    "type": "Literal[\"run.ended\", \"platform_run.ended\", \"build.ended\", \"framework.ended\", \"webhook.test\"]",
    "timestamp": "str",
    "tenant": "str",
    "data": "Dict[str, Any]",
})
_WebhookEventOptional = TypedDict("_WebhookEventOptional", {
}, total=False)


class WebhookEvent(_WebhookEventRequired, _WebhookEventOptional):
    """The component WebhookEvent of the OpenAPI document."""


_WebhookSecretRequired = TypedDict("_WebhookSecretRequired", {
    "id": "str",
    "url": "str",
    "description": "str",
    "events": "List[EndingEvent]",
    "enabled": "bool",
    "disabledReason": "Union[str, None]",
    "failingSince": "Union[str, None]",
    "createdAt": "str",
    "createdBy": "str",
    "updatedAt": "str",
    "secret": "str",
})
_WebhookSecretOptional = TypedDict("_WebhookSecretOptional", {
}, total=False)


class WebhookSecret(_WebhookSecretRequired, _WebhookSecretOptional):
    """The component WebhookSecret of the OpenAPI document."""
