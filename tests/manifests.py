"""Holds deploy/kubernetes and deploy/container: strictly valid for Kubernetes, and settings that the program reads.

Called by tests/deploy: manifests.py BINARY
"""
import copy
import os
import subprocess
import sys
import tempfile

import kubernetes_validate
import yaml

BINARY = sys.argv[1]
VERSIONS = ("1.31", "1.34", "1.37")


def settings_of(environment, *arguments):
    """What the program makes of an environment: the lines of `madoguchi config`."""
    command = [BINARY, *arguments, "config"]
    told = subprocess.run(command, env={"PATH": os.environ["PATH"], **environment}, capture_output=True, text=True)
    if told.returncode != 0:
        sys.exit(f"{' '.join(command)}: {told.stderr}")
    return told.stdout.splitlines()


def refused(item, version):
    try:
        kubernetes_validate.validate(item, version, strict=True)
    except kubernetes_validate.ValidationError:
        return True
    return False


with open("deploy/kubernetes/madoguchi.yaml", encoding="utf-8") as file:
    items = yaml.safe_load(file)["items"]
for version in VERSIONS:
    for item in items:
        kubernetes_validate.validate(item, version, strict=True)
deployment = next(item for item in items if item["kind"] == "Deployment")
slip = copy.deepcopy(deployment)
slip["spec"]["replica"] = 3
assert refused(slip, VERSIONS[0]), "a misspelt key passes: the check sees nothing"

config = next(item for item in items if item["kind"] == "ConfigMap")["data"]["madoguchi.toml"]
with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
    file.write(config)
    file.flush()
    lines = settings_of({}, "--config", file.name)
assert any(line.startswith("master-key-file") and line.endswith("# file") for line in lines), lines

with open("deploy/container/compose.yaml", encoding="utf-8") as file:
    compose = yaml.safe_load(file)
named = {kind: set(compose[kind]) for kind in ("secrets", "networks", "volumes")}
for name, service in compose["services"].items():
    assert set(service.get("secrets", [])) <= named["secrets"], name
    assert set(service["networks"] if "networks" in service else []) <= named["networks"], name
    for volume in service.get("volumes", []):
        source = volume.split(":")[0]
        beside = os.path.join("deploy/container", source)
        assert source in named["volumes"] or os.path.exists(beside), f"{name}: {source} is neither a volume nor there"
given = compose["services"]["counter"]["environment"]
lines = settings_of(given)
for variable in given:
    key = variable.removeprefix("MADOGUCHI_").lower().replace("_", "-")
    assert any(line.startswith(f"{key} = ") and line.endswith("# variable") for line in lines), f"nobody reads {variable}"
print(f"{len(items)} manifests are valid for {', '.join(VERSIONS)}; compose.yaml and they have settings that are read")
