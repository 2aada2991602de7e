import { fileStateTexts } from '@/shared/texts';

/** Why a file was not accepted, and what its owner can do. */
export function describeRejection({ code, message }: { code: string; message: string }): string {
  const { rejections } = fileStateTexts;
  return Object.hasOwn(rejections, code) ? rejections[code]! : message;
}
