/**
 * Every type of resource that Understudy's stacks may have, by what it costs. A test holds that the templates have no
 * other: what is new must be counted, or say here why it costs nothing.
 */

/** Types that are counted, and in which file. */
export const COUNTED: Readonly<Record<string, string>> = {
  'AWS::CloudWatch::Alarm': 'alarms.ts',
  'AWS::CloudWatch::CompositeAlarm': 'alarms.ts',
  'AWS::CloudWatch::Dashboard': 'idle.ts',
  'AWS::DynamoDB::Table': 'idle.ts',
  'AWS::Events::Rule': 'lambdas.ts',
  'AWS::Lambda::Function': 'lambdas.ts',
  'AWS::S3::Bucket': 'idle.ts',
  'AWS::SNS::Topic': 'idle.ts',
  'AWS::StepFunctions::StateMachine': 'machines.ts',
};

/** Types that cost nothing by themselves, and why. */
export const FREE: Readonly<Record<string, string>> = {
  'AWS::IAM::ManagedPolicy': 'IAM has no price',
  'AWS::IAM::Policy': 'IAM has no price',
  'AWS::IAM::Role': 'IAM has no price',
  'AWS::Lambda::EventInvokeConfig': 'a setting of a function',
  'AWS::Lambda::EventSourceMapping':
    'Lambda reads the streams of DynamoDB for nothing, and filtered records call nobody',
  'AWS::Lambda::Permission': 'a setting of a function',
  'AWS::Lambda::Url': 'a function URL has no price beside that of its calls',
  'AWS::Lambda::Version': 'code that is kept; the first 75 GB of an account cost nothing',
  'AWS::Logs::LogGroup': 'what is written to it is counted with who writes it',
  'AWS::S3::BucketPolicy': 'a setting of a bucket',
  'AWS::SNS::Subscription': 'what is sent is counted with its topic',
  'AWS::SNS::TopicPolicy': 'a setting of a topic',
  'AWS::SQS::Queue': 'it holds what could not be delivered: empty unless something is broken, and 0.40 USD a million',
  'AWS::SQS::QueuePolicy': 'a setting of a queue',
};
