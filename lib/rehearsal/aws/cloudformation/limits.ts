import { invalid } from './create-input';

/** Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const LIMITS = {
  /** 1 MB of text. */
  templateBytes: 1_000_000,
  Resources: 500,
  Parameters: 200,
  Outputs: 200,
  /** 4 KiB. */
  parameterValueBytes: 4096,
} as const;
const COUNTED = ['Resources', 'Parameters', 'Outputs'] as const;

/** @throws ValidationError for a template that CloudFormation does not read to its end */
export function checkTemplate(text: string, template: object): void {
  if (Buffer.byteLength(text) > LIMITS.templateBytes) {
    invalid(`Template may not exceed ${LIMITS.templateBytes} bytes in size.`);
  }
  const count = (section: string) =>
    Object.keys((template as Record<string, object | undefined>)[section] ?? {}).length;
  if (count('Resources') === 0) invalid('Template format error: At least one Resources member must be defined.');
  for (const section of COUNTED) {
    if (count(section) <= LIMITS[section]) continue;
    const number = `Number of ${section.toLowerCase()}, ${count(section)}`;
    invalid(`Template format error: ${number}, is greater than maximum allowed, ${LIMITS[section]}`);
  }
}

/** @throws ValidationError for a value that is too long */
export function checkParameters(values: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (Buffer.byteLength(value) > LIMITS.parameterValueBytes) {
      invalid(`Parameter '${name}' must not be longer than ${LIMITS.parameterValueBytes} bytes`);
    }
  }
}
