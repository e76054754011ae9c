/** One AWS::Lambda::Permission: who may invoke which function, and how. */
export interface FunctionPermission {
  /** ARN of the function, with or without version. */
  readonly functionArn: string;
  /** `lambda:InvokeFunction` or `lambda:InvokeFunctionUrl`. */
  readonly action: string;
  /** Service name, account or `*`. */
  readonly principal: string;
  readonly sourceArn?: string | undefined;
  readonly sourceAccount?: string | undefined;
  readonly functionUrlAuthType?: string | undefined;
  readonly invokedViaFunctionUrl?: boolean | undefined;
}

/** Who asks to invoke a function. */
export interface FunctionInvoker {
  readonly functionArn: string;
  readonly action: string;
  readonly principal: string;
  readonly sourceArn?: string | undefined;
  readonly functionUrlAuthType?: string | undefined;
  readonly viaFunctionUrl?: boolean | undefined;
}

/** Resource policies of all functions. */
export interface FunctionPolicies {
  add(permission: FunctionPermission): void;
  remove(permission: FunctionPermission): void;
  allows(invoker: FunctionInvoker): boolean;
}

export function createFunctionPolicies(): FunctionPolicies {
  const permissions = new Set<FunctionPermission>();
  return {
    add: (permission) => void permissions.add(permission),
    remove: (permission) => void permissions.delete(permission),
    allows: (invoker) => [...permissions].some((permission) => covers(permission, invoker)),
  };
}

/** Every condition that the permission names must hold; an invoker that does not show it is not covered. */
function covers(permission: FunctionPermission, invoker: FunctionInvoker): boolean {
  return (
    permission.functionArn === invoker.functionArn &&
    permission.action === invoker.action &&
    (permission.principal === '*' || permission.principal === invoker.principal) &&
    (permission.sourceArn === undefined || permission.sourceArn === invoker.sourceArn) &&
    (permission.functionUrlAuthType === undefined || permission.functionUrlAuthType === invoker.functionUrlAuthType) &&
    (permission.invokedViaFunctionUrl === undefined ||
      permission.invokedViaFunctionUrl === (invoker.viaFunctionUrl ?? false))
  );
}
