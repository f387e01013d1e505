"""What a newcomer sees: help, lists, explanations and a checked scenario keep to 100 columns and say what they must."""
import json
import subprocess
import sys

PROGRAM = sys.argv[1]
COLUMNS = 100
SCENARIO = "scenarios/renewables.toml"
faults = []


def screen(*words):
    run = subprocess.run([PROGRAM, *words], capture_output=True, text=True)
    if run.returncode != 0 or run.stderr:
        faults.append(f"dcsim {' '.join(words)}: exit code {run.returncode}, {run.stderr}")
    return run.stdout


def narrow(*words):
    text = screen(*words)
    for line in text.splitlines():
        if len(line) > COLUMNS:
            faults.append(f"dcsim {' '.join(words)}: {len(line)} columns: {line}")
    return text


def says(text, *wanted):
    faults.extend(f"missing: {w}" for w in wanted if w not in text)


for command in ("run", "check", "list", "explain", "import"):
    narrow(command, "--help")
for kind in ("swf", "sacct", "opendc"):
    narrow("import", kind, "--help")
says(narrow("--help"), "dcsim scenarios/renewables.toml", "run, print the table", "--version")
says(narrow("run", "--help"), "--set PATH=VALUE", "--out FOLDER", "--threads NUMBER")

overview = narrow("list")
says(overview, "scheduling", "fcfs, skip, easy, conservative", "catalog.node", "8xh100")
kinds = [line.split()[0] for line in overview.splitlines()[2:] if line and not line.startswith(" ")]
for kind in kinds:
    narrow("list", kind)
says(screen("list", "scheduling"), "first come, first served")

metrics = [line.split()[0] for line in narrow("explain").splitlines()[2:] if line and not line.startswith(" ")]
for metric in metrics:
    narrow("explain", metric)
says(screen("explain", "pue"), "energy_facility_kwh / energy_it_kwh")

narrow("explain", "workload", "--help")
presets = [line.split()[0] for line in screen("list", "catalog.workload").splitlines()[1:] if not line.startswith("   ")]
for preset in presets:
    narrow("explain", "workload", preset)
energy_of_work = "scenarios/workload_energy.toml"
speech = narrow("explain", "workload", "speech", energy_of_work)
says(speech, "[assumption]", "reference-8xa100", "18 kWh", "binds on      data", "servers' plugs", "accelerator idle",
     "unverified", "that of the model as it is")
says(narrow("explain", "workload", "speech", energy_of_work, "--policy", "lightweight-cached"), "lightweight-task, cached-features",
     "accuracy")
says(narrow("explain", "workload", "chat", SCENARIO, "--policy", "efficient-models"), "TTFT p99", "SLO met", "quantization",
     "output token")
capped = "workload.speech.control={ kind = 'best', power_caps = ['150 W', '250 W', '400 W'] }"
says(narrow("explain", "workload", "speech", energy_of_work, "--set", capped), "chosen from 3 ways", "fastest", "cap 150 W",
     "no saving is promised")
says(narrow("explain", "workload", "llm-finetune", "--node", "8xv100"), "refused", "GB")
says(narrow("explain", "workload", "speech", energy_of_work, "--set", "workload.speech.work.items=1e6"), ", with other items]")
if "with other" in speech:
    faults.append("a preset as it stands is said to be changed")

short = narrow("check", SCENARIO)
says(short, 'cluster.nodes = 64', f"{SCENARIO}:17:9", "values]", "# What policy carbon-aware has otherwise than baseline:")
full = screen("check", SCENARIO, "--full", "--set", "cluster.nodes=32")
says(full, "cluster.nodes = 32", "--set:1:15")
if "values]" in full:
    faults.append("check --full cuts a list")

json.loads(screen("schema"))

print("\n".join(faults) or f"{len(kinds)} kinds and {len(metrics)} metrics read well")
sys.exit(bool(faults))
