/*
 * All words of the interface: one folder for each language, one file for each area of the portal, and only this file names the
 * language that is spoken. Another language is a folder with the same files, each `satisfies typeof` its English one, so that
 * the compiler finds what is not translated. A page imports its own area and loads no other page's words.
 */
export { account as accountTexts } from './en/account';
export { administration as administrationTexts } from './en/administration';
export { audit as auditTexts } from './en/audit';
export { commands as commandTexts } from './en/commands';
export { comparison as comparisonTexts } from './en/comparison';
export { exceptions as exceptionsTexts } from './en/exceptions';
export { extraction as extractionTexts } from './en/extraction';
export { fileDetails as fileDetailTexts } from './en/fileDetails';
export { fileOutcomes as fileOutcomeTexts } from './en/fileOutcomes';
export { fileShortcuts as fileShortcutTexts } from './en/fileShortcuts';
export { fileStates as fileStateTexts } from './en/fileStates';
export { files as fileTexts } from './en/files';
export { general as generalTexts } from './en/general';
export { insight as insightTexts } from './en/insight';
export { jobs as jobsTexts } from './en/jobs';
export { notifications as notificationTexts } from './en/notifications';
export { people as peopleTexts } from './en/people';
export { previews as previewTexts } from './en/previews';
export { profiles as profilesTexts } from './en/profiles';
export { quarantine as quarantineTexts } from './en/quarantine';
export { requests as requestTexts } from './en/requests';
export { results as resultTexts } from './en/results';
export { review as reviewTexts } from './en/review';
export { scans as scanTexts } from './en/scans';
export { shell as shellTexts } from './en/shell';
export { status as statusTexts } from './en/status';
export { templates as templateTexts } from './en/templates';
export { unfinished as unfinishedTexts } from './en/unfinished';
export { uploadRules as uploadRuleTexts } from './en/uploadRules';
export { uploads as uploadTexts } from './en/uploads';
export { webhooks as webhooksTexts } from './en/webhooks';
