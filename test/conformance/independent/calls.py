"""Carries out the calls that it is given as JSON with boto3, and prints what came of each as JSON."""

import functools
import json
import sys

import boto3
from botocore.exceptions import ClientError


client = functools.cache(boto3.client)


def answer(service, method, arguments):
    try:
        output = getattr(client(service), method)(**arguments)
    except ClientError as error:
        return {"error": error.response["Error"], "status": error.response["ResponseMetadata"]["HTTPStatusCode"]}
    output.pop("ResponseMetadata", None)
    if "Body" in output:
        output["Body"] = output["Body"].read().decode()
    return {"output": output}


calls = json.loads(sys.argv[1])
print(json.dumps([answer(*call) for call in calls], default=str))
