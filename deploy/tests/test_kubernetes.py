"""The manifests: valid by Kubernetes' own schemas, and consistent with the image and with each other."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from runs import bounds
from tools.container import health_url
from ui.middleware import settings

HERE = Path(__file__).resolve().parents[1] / "kubernetes"
ROOT = HERE.parents[1]
KUSTOMIZATION = yaml.safe_load((HERE / "kustomization.yaml").read_text())
VERSIONS = ("1.31", "1.37")
"""The oldest and the newest version of Kubernetes for which the manifests are meant."""
SETTINGS = dict(line.split("=", 1) for line in (HERE / "settings.env").read_text().splitlines())


def manifests() -> dict[str, Any]:
    """Every manifest by its kind."""
    read = [yaml.safe_load((HERE / name).read_text()) for name in KUSTOMIZATION["resources"]]
    return {manifest["kind"]: manifest for manifest in read}


MANIFESTS = manifests()
POD = MANIFESTS["Deployment"]["spec"]["template"]
(APP,) = POD["spec"]["containers"]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kind", MANIFESTS)
def test_a_manifest_is_valid(kind: str, version: str) -> None:
    kubernetes_validate.validate(MANIFESTS[kind], version, strict=True)


def test_a_manifest_that_is_wrong_is_not_valid() -> None:
    wrong = MANIFESTS["Deployment"] | {"spec": {"replicas": "many"}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, VERSIONS[-1], strict=True)


def test_every_file_is_used_and_every_kind_is_there() -> None:
    named = {*KUSTOMIZATION["resources"], "kustomization.yaml", *KUSTOMIZATION["configMapGenerator"][0]["envs"]}
    assert {path.name for path in HERE.iterdir()} == named
    wanted = {"Deployment", "Service", "Ingress", "HorizontalPodAutoscaler", "PodDisruptionBudget"}
    assert wanted < set(MANIFESTS)


def selectors() -> Iterator[Any]:
    yield MANIFESTS["Deployment"]["spec"]["selector"]["matchLabels"]
    yield MANIFESTS["Service"]["spec"]["selector"]
    yield MANIFESTS["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"]
    for spread in POD["spec"]["topologySpreadConstraints"]:
        yield spread["labelSelector"]["matchLabels"]


def test_everything_means_the_same_pods() -> None:
    assert all(selector == POD["metadata"]["labels"] for selector in selectors())
    assert MANIFESTS["HorizontalPodAutoscaler"]["spec"]["scaleTargetRef"]["name"] == "thalweg"
    (rule,) = MANIFESTS["Ingress"]["spec"]["rules"]
    (path,) = rule["http"]["paths"]
    assert path["backend"]["service"]["name"] == MANIFESTS["Service"]["metadata"]["name"]
    assert "replicas" not in MANIFESTS["Deployment"]["spec"]  # every apply would override the autoscaler


def test_the_ports_and_the_user_are_the_images() -> None:
    image = (ROOT / "Dockerfile").read_text()
    ports = {port["name"]: port["containerPort"] for port in APP["ports"]}
    assert f"EXPOSE {ports['http']}\n" in image
    assert f":{ports['http']}/" in health_url({})
    assert str(ports["metrics"]) == SETTINGS["THALWEG_METRICS_PORT"]
    user = re.search(r"^USER (\d+):(\d+)$", image, re.MULTILINE)
    assert user is not None
    assert [int(number) for number in user.groups()] == [
        POD["spec"]["securityContext"][name] for name in ("runAsUser", "runAsGroup")
    ]


def test_the_settings_are_ones_that_the_app_knows() -> None:
    known = settings.read(SETTINGS)
    assert (known.level, known.metrics_host) == ("info", "0.0.0.0")
    assert bounds.read(SETTINGS) == bounds.Bounds()


def test_the_pod_has_no_rights() -> None:
    spec = POD["spec"]
    assert spec["automountServiceAccountToken"] is False
    assert spec["shareProcessNamespace"] is True
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert APP["securityContext"] == {
        "readOnlyRootFilesystem": True,
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
    }


KUSTOMIZE = [["kubectl", "kustomize"], ["kustomize", "build"]]


@pytest.mark.parametrize("command", [command for command in KUSTOMIZE if shutil.which(command[0])])
def test_what_kustomize_builds_is_valid(command: list[str]) -> None:
    built = subprocess.run([*command, str(HERE)], capture_output=True, text=True, check=True).stdout
    read = list(yaml.safe_load_all(built))
    for manifest in read:
        kubernetes_validate.validate(manifest, VERSIONS[-1], strict=True)
    named = {manifest["kind"]: manifest for manifest in read}
    config = named["ConfigMap"]["metadata"]["name"]
    (app,) = named["Deployment"]["spec"]["template"]["spec"]["containers"]
    assert app["envFrom"] == [{"configMapRef": {"name": config}}]
    assert app["image"].endswith("thalweg:latest")
