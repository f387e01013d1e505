"""docs/kubernetes-sweep.yaml, run here as Kubernetes would run it: one process per index, then the merge.

Arguments: the executable, the source folder. Needs python3-yaml.
"""
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

try:
    import yaml
except ImportError:
    print("skipped: no python3-yaml")
    sys.exit(77)

PROGRAM, SOURCE = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
INDEX = "metadata.annotations['batch.kubernetes.io/job-completion-index']"

SCENARIO = """
[scenario]
start = 2025-06-02T00:00:00+02:00
duration = "3 d"
replications = 2
[climate]
preset = "frankfurt"
[cluster]
nodes = 4
node = "8xh100"
[supply.grid]
zone = "germany"
[workload.nlp]
arrivals = { kind = "poisson", rate = "12 /d" }
gpus = { choices = [8, 16] }
duration = { kind = "lognormal", mean = "3 h", sigma = 1 }
[policy.only]
baseline = true
[sweep]
cluster.nodes = [3, 4, 5]
supply.solar.peak = ["20 kW", "40 kW", "60 kW"]
[output]
traces = "first"
"""


def expanded(text, environment):
    """$(NAME) as the kubelet replaces it: only variables that the container declares; $$(NAME) stays $(NAME)."""
    def value(match):
        return match[0][1:] if match[0].startswith("$$") else environment.get(match[1], match[0])
    return re.sub(r"\$?\$\(([A-Za-z_][A-Za-z0-9_]*)\)", value, text)


class Container:
    """The only container of a job, with folders of this machine in place of its mounts."""

    def __init__(self, job, volumes):
        pod = job["spec"]["template"]["spec"]
        self.container, = pod["containers"]
        claims = {v["name"]: v["persistentVolumeClaim"]["claimName"] for v in pod["volumes"]}
        self.mounts = {m["mountPath"]: volumes[claims[m["name"]]] for m in self.container["volumeMounts"]}

    def here(self, text):
        for mount, folder in self.mounts.items():
            if text == mount or text.startswith(mount + "/"):
                return str(folder) + text[len(mount):]
        return text

    def run(self, annotations):
        declared = {}
        for variable in self.container.get("env", []):
            source = variable.get("valueFrom", {}).get("fieldRef", {}).get("fieldPath")
            declared[variable["name"]] = annotations[source] if source else expanded(variable["value"], declared)
        program, *words = [expanded(w, declared) for w in self.container["command"] + self.container.get("args", [])]
        assert program == "dcsim", program
        index = {"JOB_COMPLETION_INDEX": annotations[INDEX]} if INDEX in annotations else {}
        return subprocess.run([PROGRAM, *map(self.here, words)], env={"PATH": os.environ["PATH"], **index, **declared},
                              cwd="/", stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


class Manifest(unittest.TestCase):
    def setUp(self):
        documents = list(yaml.safe_load_all((SOURCE / "docs" / "kubernetes-sweep.yaml").read_text()))
        self.named = {document["metadata"]["name"]: document for document in documents}
        self.sweep, self.merge = self.named["dcsim-sweep"], self.named["dcsim-merge"]
        temporary = tempfile.TemporaryDirectory(prefix="dcsim-test-")
        self.addCleanup(temporary.cleanup)
        self.study = Path(temporary.name) / "volume"
        self.study.mkdir()
        (self.study / "study.toml").write_text(SCENARIO)

    def bytes_of(self, folder):
        return [(folder / name).read_bytes() for name in ("results.h5", "summary.csv")]

    def test_the_jobs_are_what_kubernetes_takes(self):
        for job in (self.sweep, self.merge):
            self.assertEqual((job["apiVersion"], job["kind"]), ("batch/v1", "Job"))
            self.assertIn(job["spec"]["template"]["spec"]["restartPolicy"], ("Never", "OnFailure"))
        self.assertEqual(self.sweep["spec"]["completionMode"], "Indexed")
        self.assertLessEqual(self.sweep["spec"]["parallelism"], self.sweep["spec"]["completions"])
        self.assertTrue(self.merge["spec"]["suspend"])
        self.assertEqual(self.named["dcsim-study"]["spec"]["accessModes"], ["ReadWriteMany"])
        images = {job["spec"]["template"]["spec"]["containers"][0]["image"] for job in (self.sweep, self.merge)}
        self.assertEqual(len(images), 1, "runs of another program are not merged")

    def test_all_indices_and_the_merge_give_what_a_local_sweep_gives(self):
        volumes = {"dcsim-study": self.study}
        for index in range(self.sweep["spec"]["completions"]):
            part = Container(self.sweep, volumes).run({INDEX: str(index)})
            self.assertEqual(part.returncode, 0, part.stderr)
        self.assertFalse((self.study / "out" / "results.h5").exists())
        merge = Container(self.merge, volumes).run({})
        self.assertEqual(merge.returncode, 0, merge.stderr)
        self.assertIn("18 of 18 runs", merge.stdout)
        subprocess.run([PROGRAM, "sweep", "study.toml", "-o", "local", "--quiet"], cwd=self.study, check=True,
                       stdout=subprocess.DEVNULL)
        self.assertEqual(self.bytes_of(self.study / "out"), self.bytes_of(self.study / "local"))


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
