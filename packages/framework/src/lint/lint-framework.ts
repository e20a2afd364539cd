/** Runs the rules over files of either form. Never throws for what the files hold. */
import { bundleSource, type LoadOptions, loadFramework, validateBundle } from '@nex/agent-config';
import type { BundleFile, LintFinding } from '@nex/core';
import type { FrameworkModel } from '../model/model.ts';
import { placeText } from '../model/place.ts';
import { readFramework } from '../read/read-framework.ts';
import { faultOf } from '../read/source-document.ts';
import type { LintOptions, RuleFinding } from './lint-rule.ts';
import { LINT_RULES } from './rules/index.ts';
import { makeSubject } from './subject.ts';

/**
 * The findings, errors first, then by file and line. A bundle without errors is also loaded as the runtime loads it;
 * what that refuses is an error of the rule `schema`. `load` says what the loader may use; its default refuses Python.
 */
export async function lintFramework(
  files: readonly BundleFile[],
  options: LintOptions & { load?: Partial<LoadOptions> } = {},
): Promise<LintFinding[]> {
  return lintModel(readFramework(files), options);
}

export async function lintModel(
  model: FrameworkModel,
  { load, ...options }: LintOptions & { load?: Partial<LoadOptions> } = {},
): Promise<LintFinding[]> {
  const environment = Object.fromEntries(model.environment.map(({ name, standIn }) => [name, standIn]));
  const loading: LoadOptions = { environment, ...load };
  const subject = await makeSubject(model, options, loading);
  const findings = LINT_RULES.flatMap((rule) => {
    const applies = rule.kinds?.includes(model.kind) ?? true;
    if (!applies || !(options.only?.includes(rule.code) ?? true)) return [];
    return rule.check(subject).map((finding) => toFinding(rule.code, rule.severity, finding));
  });
  const isGood = findings.every((finding) => finding.severity !== 'error');
  if (isGood && model.kind === 'bundle' && (options.only?.includes('schema') ?? true)) {
    findings.push(...(await loadStrictly(model, loading)));
  }
  return findings.toSorted(inOrder);
}

async function loadStrictly(model: FrameworkModel, options: LoadOptions): Promise<LintFinding[]> {
  const files = [...model.files].map(([path, content]) => ({ path, content }));
  try {
    validateBundle(files);
    await loadFramework(bundleSource(files), options);
    return [];
  } catch (thrown) {
    return [toFinding('schema', 'error', faultOf(thrown, model.file))];
  }
}

function toFinding(
  rule: string,
  severity: LintFinding['severity'],
  { place, message, fix, severity: own }: RuleFinding,
): LintFinding {
  return {
    rule,
    severity: own ?? severity,
    where: placeText(place),
    message,
    ...(fix === undefined ? {} : { fix }),
    ...place,
  };
}

function inOrder(a: LintFinding, b: LintFinding): number {
  if (a.severity !== b.severity) return a.severity === 'error' ? -1 : 1;
  if (a.file !== b.file) return (a.file ?? '') < (b.file ?? '') ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0);
}
