import type { NetworkIssue, QualityLevel } from '@signalwire/js';
import type { Quality } from '../../core/call/call-state.js';

const levels: Record<QualityLevel, Quality> = {
  excellent: 'good',
  good: 'good',
  fair: 'fair',
  poor: 'poor',
  critical: 'poor',
};

/** One word for what the SDK measures: the mean since the call began, and what is wrong now. */
export const qualityOf = (level: QualityLevel, issues: readonly NetworkIssue[]): Quality => {
  // It says that there is no picture in a call without one, too.
  const real = issues.filter(({ type }) => type !== 'no_inbound_video');
  if (real.some(({ severity }) => severity === 'critical')) return 'poor';
  const quality = levels[level] ?? 'good';
  return real.length > 0 && quality === 'good' ? 'fair' : quality;
};
