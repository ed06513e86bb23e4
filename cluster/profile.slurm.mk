# What each stage may take of a cluster, for `make LAUNCH=slurm` and cluster/submit. A site edits this
# file, or names one of its own by PROFILE=; see docs/cluster.md.

# Options of every job, such as --partition=long --account=music.
SLURM           ?=

# Options of each stage's jobs. Programs have as many threads as processors, and know how much memory
# they are given.
SLURM.ingest    ?= --cpus-per-task=4 --mem=4G --time=4:00:00
SLURM.featurize ?= --cpus-per-task=4 --mem=8G --time=4:00:00
SLURM.split     ?= --cpus-per-task=4 --mem=16G --time=4:00:00
SLURM.train     ?= --cpus-per-task=8 --mem=16G --time=24:00:00
SLURM.evaluate  ?= --cpus-per-task=4 --mem=16G --time=8:00:00
SLURM.report    ?= --cpus-per-task=1 --mem=8G --time=1:00:00

# Tasks of a job array that may run at the same time.
SLURM.tasks     ?= 64

# What is before --job-name is for make alone: cluster/submit takes what follows it.
$(foreach stage,$(STAGES),$(eval \
  LAUNCH.$(stage) = srun --quiet --input=none --quit-on-interrupt --job-name=$(stage) $(SLURM) $(SLURM.$(stage))))
