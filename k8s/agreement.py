"""Compares rendered manifests with the sources: who may call whom is services/*/src/grpc/access.rs and nothing else,
and a pod is as restricted as it says. Ends with 1 and the first difference."""

import pathlib
import re
import sys
import tomllib

import yaml

SERVICES = pathlib.Path("services")
BACKENDS = ["accounts", "labels", "claims", "timeline", "notifications"]
PORT = 7443
NAME = "app.kubernetes.io/name"


def callers(service):
    """The callers that a service's access table names."""
    text = (SERVICES / service / "src/grpc/access.rs").read_text()
    text = re.sub(r"//.*", "", text)
    words = lambda part: {word.split("::")[-1].strip().lower() for word in part.split(",") if word.strip()}
    named = {name: words(part) for name, part in re.findall(r"const (\w+): &\[Caller\] = &\[([^\]]*)\]", text)}
    rules = re.findall(r'Rule::for_(?:actors|workloads)\(\s*"[^"]+",\s*(&\[[^\]]*\]|\w+),?\s*\)', text)
    assert len(rules) == text.count("Rule::for_") and rules, f"{service}: the table cannot be read"
    return set().union(*(named[rule] if rule in named else words(rule.strip("&[]")) for rule in rules))


def reached(rules, direction):
    """The pods that rules of a network policy let through on the services' port."""
    found = set()
    for rule in rules or []:
        if PORT in [port["port"] for port in rule["ports"]]:
            assert direction in rule, f"port {PORT} is open to everybody"
            found |= {place["podSelector"]["matchLabels"][NAME] for place in rule[direction]}
    return found


def same(what, manifest, source):
    assert manifest == source, f"{what}: the manifests say {sorted(manifest)}, the sources {sorted(source)}"


def restricted(deployment):
    name, pod = deployment["metadata"]["name"], deployment["spec"]["template"]["spec"]
    context = pod["securityContext"]
    assert context["runAsNonRoot"] and context["seccompProfile"] == {"type": "RuntimeDefault"}, name
    assert pod["automountServiceAccountToken"] is False, name
    if deployment["kind"] == "Deployment":
        assert pod["serviceAccountName"] == name, name
    for container in pod["containers"]:
        own = container["securityContext"]
        assert own["readOnlyRootFilesystem"] and own["allowPrivilegeEscalation"] is False, name
        assert own["capabilities"] == {"drop": ["ALL"]}, name
        assert "memory" in container["resources"]["limits"], name
        if deployment["kind"] == "Deployment":
            assert container["readinessProbe"]["exec"]["command"][1] == "health", name


def check(path):
    things = [thing for thing in yaml.safe_load_all(pathlib.Path(path).read_text()) if thing]
    kind = lambda kind: {t["metadata"]["name"]: t for t in things if t["kind"] == kind}
    return job(kind) if kind("Job") else services(kind)


def job(kind):
    """The operator's command line: calls whoever admits the workload `nekonote`, and is called by nobody."""
    restricted(kind("Job")["bootstrap"])
    spec = kind("NetworkPolicy")["nekonote"]["spec"]
    calls = {service for service in BACKENDS if "nekonote" in callers(service)}
    same("calls of nekonote", reached(spec.get("egress"), "to"), calls)
    same("the policy of nekonote", set(spec["policyTypes"]), {"Ingress", "Egress"})
    assert "ingress" not in spec


def services(kind):
    policies, deployments = kind("NetworkPolicy"), kind("Deployment")
    same("deployments", set(deployments), {*BACKENDS, "gateway"})
    for wanted in ["Service", "ServiceAccount", "PodDisruptionBudget"]:
        same(wanted, set(kind(wanted)), set(deployments))
    same("the policy for everybody", set(policies["nothing"]["spec"]["policyTypes"]), {"Ingress", "Egress"})
    assert "ingress" not in policies["nothing"]["spec"] and "egress" not in policies["nothing"]["spec"]
    tables = {service: callers(service) for service in BACKENDS}
    for name, deployment in deployments.items():
        restricted(deployment)
        spec = policies[name]["spec"]
        calls = {service for service, who in tables.items() if name in who}
        same(f"callers of {name}", reached(spec.get("ingress"), "from"), tables.get(name, set()))
        same(f"calls of {name}", reached(spec.get("egress"), "to"), calls)
        volumes = {v["name"]: v for v in deployment["spec"]["template"]["spec"]["volumes"]}
        config = kind("ConfigMap")[volumes["config"]["configMap"]["name"]]["data"]["config.toml"]
        same(f"[peers] of {name}", set(tomllib.loads(config).get("peers", {})), calls)


try:
    check(sys.argv[1])
except (AssertionError, KeyError) as why:
    sys.exit(f"{sys.argv[1]}: {why!r}")
