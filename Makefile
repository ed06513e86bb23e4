# Cantus: audio → features → leak-free split → autoencoders → clusterings → report.
# Every target is the file itself; `make` prints help. See README.md.

SHELL       := bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS   += --no-builtin-rules --warn-undefined-variables
.DELETE_ON_ERROR:
.SUFFIXES:
.DEFAULT_GOAL := help

EXPERIMENT ?= demo
DATA       ?= data
# Which variant of the experiment's YAML files: see docs/experiments.md.
PROTOCOL   ?=
PREFIX     ?= /usr/local
# What every stage's command is prefixed with; LAUNCH.train is for train alone. The word slurm stands
# for srun with what a profile says of each stage.
LAUNCH     ?=
PROFILE    ?= cluster/profile.slurm.mk
# Number of shards; empty lets the size of the catalogue decide.
SHARDS     ?=
# More options of cantus-train, such as --memory 8G; see docs/training.md.
OPTIONS.train ?=

ifneq ($(filter demo,$(MAKECMDGOALS)),)
override EXPERIMENT := demo
endif

STAGES := ingest featurize split train evaluate report
E := experiments/$(EXPERIMENT)

# Both become parts of paths that are made, and removed by clean-*.
ifneq ($(words $(EXPERIMENT)) $(words $(DATA)),1 1)
$(error EXPERIMENT and DATA must each be one name without spaces)
endif
ifneq ($(findstring /,$(EXPERIMENT))$(filter corpora bench comparisons . ..,$(EXPERIMENT)),)
$(error EXPERIMENT must be the name of a folder of experiments/, not $(EXPERIMENT))
endif

# The audio: what corpus.yaml says (relative to itself), else a folder of the experiment's name.
ROOT := $(shell sed -n 's/^root: *//p' $(E)/corpus.yaml 2>/dev/null | sed -e 's/ *\#.*//' \
  -e 's/^"\(.*\)"$$/\1/' -e "s/^'\(.*\)'$$/\1/" -e 's|^[^/]|$(E)/&|')
# An experiment whose audio is not here runs on the composed corpus, at a reduced size, if it says how.
AUDIBLE := $(if $(filter undefined,$(origin CORPUS)),$(or $(ROOT),$(wildcard $(DATA)/corpora/$(EXPERIMENT))),given)
REDUCED := $(shell sed -n 's/^  \(demo\):.*/\1/p' $(E)/corpus.yaml 2>/dev/null)
SCALE   ?= $(or $(if $(AUDIBLE),full,$(REDUCED)),full)
CORPUS  ?= $(if $(filter full,$(SCALE)),$(or $(ROOT),$(DATA)/corpora/$(EXPERIMENT)),$(DATA)/corpora/demo)

# Sections `variants` of the YAML files; what comes of them has a folder of its own.
VARIANTS := $(filter-out full,$(SCALE)) $(PROTOCOL)
EMPTY    :=
D        := $(DATA)/$(EXPERIMENT)$(subst $(EMPTY) ,,$(VARIANTS:%=-%))
variants := $(VARIANTS:%=--variant %)
$(foreach variant,$(VARIANTS),$(if $(shell grep -ls '^  $(variant):' $(E)/*.yaml $(E)/*/*.yaml $(E)/*/*/*.yaml),,\
  $(error no file of $(E) has a variant $(variant))))

ifeq ($(LAUNCH),slurm)
include $(PROFILE)
endif
# What commands take is noted where COSTS is set, as the demo does: by GNU time, a line a command.
COSTS ?= $(filter demo,$(MAKECMDGOALS))
timed = $(if $(COSTS),$(if $(shell test -x /usr/bin/time && echo yes),\
  /usr/bin/time -q -a -o $(D)/costs.txt -f '%e %U %S %M %C'))
launch = $(if $(COSTS),mkdir -p $(D) && )$(if $(filter undefined,$(origin LAUNCH.$1)),$(LAUNCH),$(LAUNCH.$1)) $(timed)
quoted = '$(subst ','\'',$1)'

# ---------------------------------------------------------------------------------------- programs

PROGRAMS := $(STAGES:%=cantus-%) cantus-demo-corpus
LIBRARIES := pkg-config binutils libsndfile1-dev libsoxr-dev libhdf5-dev libfftw3-dev \
  libopenblas-dev libtagc0-dev libchromaprint-dev libebur128-dev libsentencepiece-dev libssl-dev
SYNTHESIZERS := fluidsynth timgm6mb-soundfont espeak-ng vorbis-tools time
READERS := python3 python3-h5py python3-xarray python3-h5netcdf hdf5-tools
SCHEDULER := slurm-wlm munge
MESSAGES := libopenmpi-dev openmpi-bin

# Training by several processes is built in where Open MPI is there.
export CANTUS_MPI := $(shell pkg-config --exists ompi-c 2>/dev/null && echo 1)

# Installs the Debian packages $1 that are missing, or says how to.
define require
@missing=$$(for package in $1; do \
  dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || echo -n " $$package"; \
done); \
if [ -n "$$missing" ]; then \
  if [ "$$(id -u)" = 0 ]; then sudo=; else sudo='sudo -n'; fi; \
  if command -v apt-get >/dev/null && $$sudo true 2>/dev/null; then \
    echo "installing$$missing"; \
    $$sudo apt-get update -qq && \
    DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -qq -y --no-install-recommends $$missing >/dev/null; \
  else \
    echo "Packages are missing. Run this, then make again:" >&2; \
    echo "  sudo apt-get install --no-install-recommends$$missing" >&2; exit 69; \
  fi; \
fi
endef

# A program is a prerequisite by content: stripped of what differs between equal builds, and replaced
# only when it differs, so that an edited comment reruns nothing. bin/built says when SwiftPM last
# looked; it is included, because make reads everything afresh after remaking what it includes, and
# only so it sees which programs are new.
bin/built: Package.swift $(shell find Sources -type f)
	$(call require,$(LIBRARIES))
	@swift build -c release
	@mkdir -p bin
	@exec 9>>bin/.lock; flock 9; for program in $(PROGRAMS); do \
	  strip -R .swift_modhash -R .note.gnu.build-id -o bin/$$program.new .build/release/$$program; \
	  if cmp -s bin/$$program.new bin/$$program; then rm bin/$$program.new; \
	  else mv bin/$$program.new bin/$$program; fi; \
	done
	@echo '# When the programs were last built.' > $@

$(PROGRAMS:%=bin/%): | bin/built ;

# With -n, -q and -t nothing may be run, and make remakes what it includes all the same.
FLAGS := $(filter-out --%,$(firstword -$(MAKEFLAGS)))
DRY   := $(strip $(foreach flag,n q t,$(findstring $(flag),$(FLAGS))))
GOALS := $(if $(DRY),,$(filter demo $(STAGES) audit reproduce smoke-full sweep leakage-study playlists compare bench docs install bin/% $(DATA)/%,$(MAKECMDGOALS)))
ifneq ($(GOALS),)
include bin/built
endif

# One make at a time works on an experiment: another waits, and then finds everything fresh. The lock is
# held by a process that ends when this make does, in whatever way, and keeps nothing else open, since callers
# may tell by a descriptor that make has ended; makes that this one calls go with it.
# A file that is asked for by its name waits for nobody: schedulers make many at a time, and every file
# has one writer.
LOCK := $(abspath $(DATA))/.$(EXPERIMENT).lock
CANTUS_LOCK ?=
ifneq ($(if $(DRY),,$(filter demo $(STAGES) audit reproduce sweep leakage-study clean-%,$(MAKECMDGOALS))),)
ifneq ($(CANTUS_LOCK),$(LOCK))
ifndef MAKE_RESTARTS
$(shell mkdir -p $(DATA); exec 9>>$(LOCK); \
  flock -n 9 || { echo '$(D) is in use by another make: waiting for it' >&2; flock 9; }; \
  (cd /proc/$$BASHPID/fd; for number in *; do \
    ((number <= 2 || number == 9)) || eval "exec $$number>&-"; done; \
  exec tail --pid=$$PPID -s 0.1 -f /dev/null) </dev/null >/dev/null 2>&1 &)
endif
export CANTUS_LOCK := $(LOCK)
endif
endif

# ------------------------------------------------------------------------------------------ corpus

$(DATA)/corpora/demo/metadata.csv: bin/cantus-demo-corpus
	$(call require,$(SYNTHESIZERS))
	bin/cantus-demo-corpus --output $(@D)

# Whether a file of the corpus changed since the catalogue was made, or the catalogue is of another corpus
# or number of shards. Changes are told by the time of the change (ctime), which nobody can set: a file that is
# replaced by an older one counts, one from the future does not count for ever. Names are never read by
# make: they may hold spaces.
CATALOGUED := \# $(CORPUS) $(SHARDS)
CHANGED := $(if $(wildcard $(D)/songs.csv),$(shell \
  find -L $(call quoted,$(CORPUS)) -cnewer $(D)/songs.csv -print -quit 2>/dev/null | head -c 1 || true; \
  if [ -e $(D)/shards.mk ] && ! grep -qxF $(call quoted,$(CATALOGUED)) $(D)/shards.mk; then echo else; fi))

# What later stages depend on of corpus.yaml; scan writes each only when it changes.
SETTINGS := $(D)/decoding.yaml $(D)/quarantine.yaml

$(D)/songs.csv: $(E)/corpus.yaml bin/cantus-ingest \
  $(if $(CHANGED)$(filter-out $(wildcard $(SETTINGS)),$(SETTINGS)),FORCE)
	$(call launch,ingest) bin/cantus-ingest scan --configuration $< $(variants) --corpus $(call quoted,$(CORPUS)) \
	  --output $@ --shards-folder $(D)/songs $(if $(SHARDS),--shards $(SHARDS))

ifeq ($(CORPUS),$(DATA)/corpora/demo)
$(D)/songs.csv: $(DATA)/corpora/demo/metadata.csv
endif

$(D)/songs/%.csv: | $(D)/songs.csv ;

$(SETTINGS): | $(D)/songs.csv ;

# Which shards there are is known when the catalogue is; until then, for make -n, one stands for all.
$(D)/shards.mk: $(D)/songs.csv
	@{ echo $(call quoted,$(CATALOGUED)); \
	  echo "SHARD_NAMES := $$(cd $(D)/songs && ls *.csv | sed 's/\.csv$$//' | tr '\n' ' ')"; } > $@.partial
	@mv $@.partial $@

ifneq ($(filter-out audit smoke-full compare bench docs install bin/%,$(GOALS)),)
ifeq ($(wildcard $(E)/corpus.yaml),)
$(error there is no $(E)/corpus.yaml; the experiments here are $(notdir $(patsubst %/corpus.yaml,%,$(wildcard experiments/*/corpus.yaml))))
endif
include $(D)/shards.mk
else
SHARD_NAMES := $(or $(sort $(basename $(notdir $(wildcard $(D)/songs/*.csv)))),000)
endif

# A file from the future cannot tell what was changed since it was made: it is made anew.
FUTURE := $(if $(wildcard $(D)),$(shell find $(D) \( -name '*.h5' -o -name songs.csv -o -name shards.mk \
  -o -name split.yaml -o -name index.html \) -newermt '2 seconds'))
$(FUTURE): FORCE

# ------------------------------------------------------------------------------------------ stages

FEATURES := $(sort $(basename $(notdir $(wildcard $(E)/features/*.yaml))))
# A sweep has model files and settings of scores of its own.
MODEL_FILES ?= $(E)/models
EVALUATION  ?= $(E)/evaluation.yaml
MODELS   := $(filter-out %.sweep,$(sort $(patsubst $(MODEL_FILES)/%.yaml,%,$(wildcard $(MODEL_FILES)/*/*.yaml))))
# The list of seeds, written as [1, 2] or as a line each.
SEEDS    := $(or $(shell awk '/^seeds:/ { here = 1; sub(/^seeds:/, "") } /^[a-z]/ { here = 0 } \
  here { sub(/\#.*/, ""); gsub(/[^0-9]/, " "); print }' $(E)/evaluation.yaml 2>/dev/null),42)
FOLDS    := $(shell count=$$(sed -n 's/^folds: *\([0-9]*\).*/\1/p' $(E)/split.yaml 2>/dev/null); \
  [ -z "$$count" ] || seq 0 $$((count - 1)))
# A run is a seed, or a seed and the fold that is tested.
RUNS     := $(foreach model,$(MODELS),$(foreach seed,$(SEEDS),\
  $(if $(FOLDS),$(FOLDS:%=$(model)/seed-$(seed).fold-%),$(model)/seed-$(seed))))

# The model, F/M, in whose space internal metrics are measured besides: of the file, or of a variant that is
# asked for.
MEASURED_IN := $(shell awk -v asked=' $(VARIANTS) ' '/^[a-z]/ { inside = /^variants:/; here = !inside } \
  inside && /^  [a-z]+:/ { here = index(asked, " " substr($$1, 1, length($$1) - 1) " ") } \
  here && $$1 == "measured_in:" { print $$2 }' $(EVALUATION) 2>/dev/null)

# Where splits, models and scores go: a leakage study has many of each, and one of everything before.
R     ?= $(D)
# The strategy that a leakage study splits by; empty in everyday life.
STUDY ?=

AUDIO  := $(SHARD_NAMES:%=$(D)/audio/%.h5)
SCORES := $(RUNS:%=$R/scores/%.h5)

$(D)/audio/%.h5: $(D)/songs/%.csv $(D)/decoding.yaml bin/cantus-ingest
	$(call launch,ingest) bin/cantus-ingest decode --configuration $(D)/decoding.yaml \
	  --corpus $(call quoted,$(CORPUS)) --songs $< --output $@

# What a set is read from besides the audio, relative to its YAML: the files of external vectors, the
# folder of an encoder.
$(foreach feature,$(basename $(notdir $(shell grep -ls '^kind: *external' $(E)/features/*.yaml))),\
  $(eval VECTORS.$(feature) := $(shell sed -nE -e 's/ *\#.*//' -e "s/[\"']//g" \
    -e 's!^(file|ids): *([^/])!$(E)/features/\2!p' -e 's/^(file|ids): *//p' $(E)/features/$(feature).yaml)))
$(foreach feature,$(basename $(notdir $(shell grep -ls '^folder:' $(E)/features/*.yaml))),\
  $(eval VECTORS.$(feature) := $(wildcard $(addsuffix /*,$(shell sed -nE -e 's/ *\#.*//' -e "s/[\"']//g" \
    -e 's!^folder: *([^/])!$(E)/features/\1!p' -e 's/^folder: *//p' $(E)/features/$(feature).yaml)))))
vectors = $(if $(filter undefined,$(origin VECTORS.$1)),,$(VECTORS.$1))

# The stale sets of a shard are made by one command, which shares what they are computed from. Which they
# are is asked beforehand, as make would ask it: SHARD/SET/SET …, where there are several. A set that is
# asked for by its file is made by itself.
SHARED := $(if $(filter demo featurize train evaluate report reproduce sweep,$(MAKECMDGOALS)),$(shell \
  older() { for input in "$${@:2}"; do [[ ! -e $$input || $$input -nt $$1 ]] && return; done; [[ ! -e $$1 ]]; }; \
  for shard in $(SHARD_NAMES); do \
    audio=$(D)/audio/$$shard.h5; stale=; all=; \
    if older $$audio $(D)/songs/$$shard.csv $(D)/decoding.yaml bin/cantus-ingest; then all=1; fi; \
    $(foreach feature,$(FEATURES),if [[ $$all ]] || older $(D)/features/$(feature)/$$shard.h5 $$audio \
      $(E)/features/$(feature).yaml $(call vectors,$(feature)) bin/cantus-featurize; then stale+=/$(feature); fi;) \
    if [[ $$stale == /*/* ]]; then echo $$shard$$stale; fi; \
  done))

# $1 is the targets with their colon, $2 the sets, $3 the shard or %, $4 the same in the recipe.
define shard_rule
$1 $(D)/audio/$3.h5 $(foreach feature,$2,$(E)/features/$(feature).yaml $(call vectors,$(feature))) bin/cantus-featurize
	$$(call launch,featurize) bin/cantus-featurize extract $(variants) --audio $$< \
	  $(foreach feature,$2,--configuration $(E)/features/$(feature).yaml --output $(D)/features/$(feature)/$4.h5)
endef
shared_rule = $(call shard_rule,$(foreach feature,$2,$(D)/features/$(feature)/$1.h5) &:,$2,$1,$1)
$(foreach shared,$(SHARED),$(eval $(call shared_rule,$(firstword $(subst /, ,$(shared))),$(wordlist 2,999,$(subst /, ,$(shared))))))
$(foreach feature,$(FEATURES),$(eval $(call shard_rule,$(D)/features/$(feature)/%.h5:,$(feature),%,$$*)))

# With -n, make does not foresee what is gathered from several sets that one command makes: it is forced.
define gather_rule
$(D)/features/$1.h5: $(SHARD_NAMES:%=$(D)/features/$1/%.h5) bin/cantus-featurize \
  $(if $(DRY),$(if $(filter $1,$(subst /, ,$(SHARED))),FORCE))
	$$(call launch,featurize) bin/cantus-featurize gather --output $$@ $$(filter $(D)/features/$1/%.h5,$$^)
endef
$(foreach feature,$(FEATURES),$(eval $(call gather_rule,$(feature))))

# A split that is given by a file of its own, relative to split.yaml.
GIVEN := $(addprefix $(E)/,$(shell sed -n 's/^given: *//p' $(E)/split.yaml 2>/dev/null))

# What a split depends on of its settings: neither comments nor findings that are accepted. In a leakage
# study the strategy is the study's.
split_settings = { awk '/^ *(\#|$$)/ { next } /^[a-z]/ { keep = !/^($(if $(STUDY),strategy|study|group_by|given|folds|seed|)accepted):/ } keep' \
  $(E)/split.yaml; $(if $(STUDY),printf 'strategy: $(STUDY)\nseed: $(SEEDS)\n$(if $(filter clip,$(STUDY)),study: true\n)';) }

$R/split.yaml: $(if $(shell $(split_settings) 2>/dev/null | cmp -s - $R/split.yaml || echo differs),FORCE) | $(E)/split.yaml
	@mkdir -p $(@D)
	@$(split_settings) > $@

$R/split.h5: $R/split.yaml $(D)/quarantine.yaml $(AUDIO) $(GIVEN) bin/cantus-split
	$(call launch,split) bin/cantus-split make --output $@ --quarantine $(D)/quarantine.yaml \
	  --configuration $(if $(STUDY),$<,$(E)/split.yaml) $(variants) $(AUDIO)

# $1 is the model, F/M; $2 are the feature sets of F, of which a folder a+b names two; $3 the models that it joins.
define model_rules
$R/models/$1/seed-%.h5: $(MODEL_FILES)/$1.yaml $(2:%=$(D)/features/%.h5) $(foreach member,$3,$R/models/$(member)/seed-%.h5) $R/split.h5 bin/cantus-train
	$$(call launch,train) bin/cantus-train --configuration $$< $(variants) $(2:%=--features $(D)/features/%.h5) \
	  $(foreach member,$3,--member $R/models/$(member)/seed-$$*.h5) --split $R/split.h5 --seed $$(firstword $$(subst .fold-, ,$$*)) \
	  $$(addprefix --fold ,$$(word 2,$$(subst .fold-, ,$$*))) --output $$@ $(OPTIONS.train)

$R/scores/$1/%.h5: $R/models/$1/%.h5 $(MEASURED_IN:%=$R/models/%/%.h5) $(EVALUATION) $(D)/features/$(firstword $2).h5 $R/split.h5 bin/cantus-evaluate
	$$(call launch,evaluate) bin/cantus-evaluate --configuration $(EVALUATION) $(variants) --model $$< \
	  --features $(D)/features/$(firstword $2).h5 --split $R/split.h5 \
	  $(MEASURED_IN:%=--measured-in $R/models/%/$$*.h5) --output $$@
endef
sets_of = $(subst +, ,$(patsubst %/,%,$(dir $1)))
# Of each model that joins others, or is measured by them, which.
$(foreach model,$(patsubst $(MODEL_FILES)/%.yaml,%,$(shell grep -lsE '^(kind: *consensus|median_of:)' $(MODEL_FILES)/*/*.yaml)),\
  $(eval JOINED.$(model) := $(shell awk '/^(of|median_of):/ { here = 1; sub(/^[a-z_]*:/, "") } /^[a-z]/ { here = 0 } \
  here { sub(/\#.*/, ""); sub(/^ *- /, ""); gsub(/[][,"]/, " "); print }' $(MODEL_FILES)/$(model).yaml)))
joined_by = $(if $(filter undefined,$(origin JOINED.$1)),,$(JOINED.$1))
$(foreach model,$(MODELS),$(eval $(call model_rules,$(model),$(call sets_of,$(model)),$(call joined_by,$(model)))))

# What lies there but is asked for no longer (a shard, a feature set, a model, a seed) is set aside: audit
# and report look at whole folders.
WANTED := $(AUDIO) $(FEATURES:%=$(D)/features/%.h5) $(RUNS:%=$R/models/%.h5) $(SCORES) \
  $(foreach feature,$(FEATURES),$(SHARD_NAMES:%=$(D)/features/$(feature)/%.h5))
UNWANTED := $(filter-out $(WANTED),$(wildcard $(addprefix $(D)/,\
  audio/*.h5 features/*.h5 features/*/*.h5 models/*/*/*.h5 scores/*/*/*.h5)))

set-aside:
	@for file in $(UNWANTED); do \
	  echo "$$file is set aside in $(D)/unused: nothing in $(E) asks for it" >&2; \
	  aside=$(D)/unused$${file#$(D)}; mkdir -p "$${aside%/*}"; mv "$$file" "$$aside"; \
	done

# The verdict does not stop make here: the report shows it.
$(D)/audit.h5: $(E)/split.yaml $(AUDIO) $(FEATURES:%=$(D)/features/%.h5) $R/split.h5 $(SCORES) bin/cantus-split \
  $(if $(UNWANTED),set-aside)
	$(call launch,split) bin/cantus-split audit --experiment $(D) --configurations $(E) $(variants) --output $@ || [ $$? -eq 2 ]

# What a leak would have been worth: the same models, split by clip, song and artist, five times each.
STUDY_SEEDS ?= 1 2 3 4 5
leakage-study: featurize
	@for strategy in clip song artist; do for seed in $(STUDY_SEEDS); do \
	  $(MAKE) --no-print-directory evaluate R=$(D)/leakage/$$strategy/seed-$$seed \
	    STUDY=$$strategy SEEDS=$$seed FOLDS= GIVEN=; \
	done; done
	bin/cantus-split inflation --study $(D)/leakage --output $(D)/leakage/inflation.h5

$(D)/report/index.html: $(SCORES) $(D)/audit.h5 bin/cantus-report
	@rm -rf $(@D)/figures $(@D)/*.tex
	$(call launch,report) bin/cantus-report --experiment $(D) --corpus $(call quoted,$(CORPUS)) --output $@
	@echo "The report is $@"

# What every sweep stands for, on the validation part, in the order of a score that asks for no label.
SWEEPS := $(patsubst $(E)/models/%.sweep.yaml,%,$(wildcard $(E)/models/*/*.sweep.yaml))
sweep: featurize split
	@for sweep in $(SWEEPS); do folder=$(D)/sweeps/$$sweep; \
	  bin/cantus-train expand --configuration $(E)/models/$$sweep.sweep.yaml $(variants) \
	    --evaluation $(E)/evaluation.yaml --output $$folder/experiment; \
	  $(MAKE) --no-print-directory evaluate R=$$folder MODEL_FILES=$$folder/experiment/models \
	    EVALUATION=$$folder/experiment/evaluation.yaml; \
	  bin/cantus-report rank --experiment $$folder --output $$folder/ranking.csv; \
	done

# A study's tables, published figures beside ours.
$(D)/reproduction/reproduction.md: $(E)/published.csv $(SCORES) bin/cantus-report
	$(call launch,report) bin/cantus-report reproduce --experiment $(D) --published $< --output $(@D)

STUDIES := seven-vaes bangla-english gtzan-banglabeats language-segments

# Ten steps of every model of the studies at its full size, on the features of composed songs, in 8 GB.
smoke-full: bin/built
	$(call require,time)
	@mkdir -p $(DATA) && rm -f $(DATA)/smoke-full.txt
	@for study in $(STUDIES); do \
	  $(MAKE) --no-print-directory train EXPERIMENT=$$study SCALE=smoke \
	    OPTIONS.train='--max-steps 10 --memory 8G' \
	    LAUNCH.train="/usr/bin/time -a -o $(DATA)/smoke-full.txt -f '%M %e %C'"; \
	done
	@awk '{ printf "%9.0f MiB %8.1f s  %s\n", $$1 / 1024, $$2, $$5; if ($$1 > 8 * 1024 * 1024) over = 1 } \
	  END { exit over }' $(DATA)/smoke-full.txt

playlists: $(SCORES) bin/cantus-report
	@rm -rf $(D)/playlists
	bin/cantus-report playlists --experiment $(D) --corpus $(call quoted,$(CORPUS)) --output $(D)/playlists

# Two experiments that were made.
A ?=
B ?=
ifneq ($(filter compare,$(MAKECMDGOALS)),)
$(if $(and $(A),$(B)),,$(error name two experiments: make compare A=one B=other))
endif
compare: bin/cantus-report
	bin/cantus-report compare --a $(call quoted,$(DATA)/$(A)) --b $(call quoted,$(DATA)/$(B)) \
	  --output $(call quoted,$(DATA)/comparisons/$(A)-$(B)/index.html)
	@echo "The comparison is $(DATA)/comparisons/$(A)-$(B)/index.html"

# ------------------------------------------------------------------------------------------- goals

.PHONY: help demo test test-packages tested faults sanitize $(STAGES) audit reproduce smoke-full sweep leakage-study playlists compare status graph bench bench-audit bench-features bench-evaluate bench-scaling bench-text bench-train docs install format set-aside FORCE
FORCE:

help:
	@sed -n 's/^#: //p' Makefile
#: make demo                  compose a corpus, run every stage on it, write a report
#: make test                  build everything and run every test
#: make faults                kills, full disks and damaged files by the hundred; see docs/reliability.md
#: make sanitize              the tests under the sanitizers of addresses and of threads
#:
#: make ingest                find and decode the songs of EXPERIMENT (default: demo)
#: make featurize             … and extract its feature sets
#: make split                 … divide its songs so that nothing leaks
#: make train                 … fit its models
#: make evaluate              … cluster their latents and score the clusterings
#: make report                … and write report/index.html
#: make playlists             a playlist for every cluster
#: make compare A=ONE B=OTHER two experiments side by side
#: make leakage-study         what a leak would have been worth: split by clip, song and artist
#: make reproduce             a study's own tables, published figures beside ours
#: make sweep                 every variation of models/F/M.sweep.yaml, scored on validation songs
#: make smoke-full            ten steps of each of the studies' models at full size, in 8 GB
#: make audit                 prove from the artifacts that nothing leaked (exit 2: it did)
#:
#: make status                which artifacts are fresh, stale or missing, and why
#: make graph                 the experiment's artifacts as a graph (DOT)
#: make clean-STAGE           remove what a stage made; clean-all removes the experiment's data
#: make bench                 wall time, CPU time and memory of every command of the experiment
#: make bench-audit           the search for duplicates among 100,000 songs, the audit of 10,000
#: make bench-features        decoding and features against librosa, and memory by corpus size
#: make bench-evaluate        clusterings against scikit-learn
#: make bench-scaling         training by two processes against one, and stages at 10,000 songs
#: make bench-text            encoders of text against sentence-transformers
#: make bench-train           steps of training against PyTorch, and a table of layers
#: make docs                  the libraries' documentation, as a site in docs/api
#: make install PREFIX=DIR    install the six programs
#: make format                format the code
#:
#: EXPERIMENT=NAME  a folder of experiments/      CORPUS=DIR  its audio
#: DATA=DIR         where artifacts go            LAUNCH=CMD  a prefix of every stage's command
#: SCALE=demo       reduced, on composed songs    PROTOCOL=published  as the study's code did it
#: COSTS=yes        note what commands take, for the report
#: SHARDS=N         how many pieces of work, for make -j and clusters
#: LAUNCH=slurm     every command by srun; cluster/submit EXPERIMENT: all of it unattended

demo: report
reproduce: $(D)/reproduction/reproduction.md
	@echo "The tables are $<"
report:    $(D)/report/index.html
evaluate:  $(SCORES)
train:     $(RUNS:%=$R/models/%.h5)
split:     $R/split.h5
featurize: $(FEATURES:%=$(D)/features/%.h5)
# Naming every file here keeps make from taking those made by pattern for intermediate ones, which it would
# not remake when they are missing.
ingest:    $(D)/songs.csv $(SHARD_NAMES:%=$(D)/songs/%.csv) $(AUDIO)

# Looks at what there is before anything is remade from it: an artifact that was edited must not become the
# base of fresh ones.
audit:
	@status=0; bin/cantus-split audit --experiment $(D) --configurations $(E) $(variants) \
	  --output $(D)/audit-now.h5 || status=$$?; \
	rm -f $(D)/audit-now.h5 $(D)/audit-now.json; exit $$status

test:
	$(call require,$(LIBRARIES) $(SYNTHESIZERS) $(READERS))
	@$(MAKE) --no-print-directory test-packages || echo "What needs Slurm or MPI is not tested" >&2
	@$(MAKE) --no-print-directory tested

# The packages that tests of clusters need, which a build does not.
test-packages:
	$(call require,$(SCHEDULER) $(MESSAGES))

# make reads anew whether Open MPI is there.
tested: bin/built
	swift test -c release

# The tests of faults as often as docs/reliability.md tells; the others run them a few times each.
faults:
	$(call require,$(LIBRARIES) $(SYNTHESIZERS))
	@$(MAKE) --no-print-directory bin/built $(DATA)/corpora/demo/metadata.csv
	CANTUS_FAULTS=all swift test -c release --filter FaultTests

# The tests under sanitizers, each in a build of its own, but for those that run the programs in bin/.
SANITIZERS ?= address thread
SANITIZED  ?= --skip PipelineTests
sanitize:
	$(call require,$(LIBRARIES))
	@for sanitizer in $(SANITIZERS); do \
	  ASAN_OPTIONS=detect_leaks=0 TSAN_OPTIONS=suppressions=$(CURDIR)/Tests/thread-sanitizer.txt \
	    swift test -c release --sanitize=$$sanitizer --scratch-path .build/$$sanitizer $(SANITIZED); \
	done

# make itself knows why it would remake a file: ask it.
status:
	@LC_ALL=C $(MAKE) --no-print-directory -n --debug=b report EXPERIMENT=$(EXPERIMENT) DATA=$(DATA) \
	  SCALE=$(SCALE) PROTOCOL=$(PROTOCOL) CORPUS=$(call quoted,$(CORPUS)) | awk -v root='$(D)/' ' \
	  function name(text) { gsub(/[`'"'"'.]*$$/, "", text); sub(/^[`'"'"']/, "", text); return text } \
	  /^ *File .* does not exist/ { missing[name($$2)] = 1 } \
	  /^ *Prerequisite .* is newer than target/ { t = name($$7); if (!(t in why)) why[t] = name($$2) " is newer" } \
	  /^ *Must remake target/ { order[++count] = name($$4) } \
	  END { \
	    for (i = 1; i <= count; i++) { t = order[i]; if (index(t, root) != 1) continue; shown[t] = 1; \
	      printf "%-8s %s%s\n", (t in missing ? "missing" : "stale"), t, (t in why ? "  (" why[t] ")" : "") } \
	    split("$(wildcard $(AUDIO) $(FEATURES:%=$(D)/features/%.h5) $R/split.h5 $(RUNS:%=$R/models/%.h5) $(SCORES) $(D)/audit.h5 $(D)/report/index.html)", all, " "); \
	    for (i = 1; i in all; i++) if (!(all[i] in shown)) printf "%-8s %s\n", "fresh", all[i] }'

graph:
	@echo 'digraph "$(EXPERIMENT)" { rankdir=LR; node [shape=box];'
	@echo '  corpus -> songs; songs -> audio; audio -> split;'
	@$(foreach feature,$(FEATURES),echo '  audio -> "features/$(feature)";';)
	@$(foreach model,$(MODELS),$(foreach set,$(call sets_of,$(model)),echo '  "features/$(set)" -> "models/$(model)";';) echo '  split -> "models/$(model)"; "models/$(model)" -> "scores/$(model)"; "scores/$(model)" -> audit; "scores/$(model)" -> report;';)
	@echo '  audit -> report; }'

clean-ingest:    ; rm -rf $(D)/songs.csv $(D)/unpaired.csv $(D)/songs $(D)/shards.mk $(SETTINGS) $(D)/audio
clean-featurize: ; rm -rf $(D)/features
clean-split:     ; rm -rf $(D)/split.h5
clean-train:     ; rm -rf $(D)/models
clean-evaluate:  ; rm -rf $(D)/scores
clean-report:    ; rm -rf $(D)/report $(D)/reproduction $(D)/audit.h5 $(D)/audit.json
clean-all:       ; rm -rf $(D)

# What every command of the demo costs, by the operating system's account.
bench: bin/built $(filter $(DATA)/corpora/%/metadata.csv,$(CORPUS)/metadata.csv)
	$(call require,time)
	@rm -rf $(DATA)/bench && mkdir -p $(DATA)/bench
	@$(MAKE) --no-print-directory report DATA=$(DATA)/bench SCALE=$(SCALE) CORPUS=$(call quoted,$(CORPUS)) \
	  LAUNCH="/usr/bin/time -a -o $(DATA)/bench/costs.txt -f '%e %U %S %M %C'" >/dev/null
	@printf '%9s %9s %9s  %s\n' 'wall s' 'CPU s' 'peak MiB' command
	@awk '{ printf "%9.2f %9.2f %9.0f  %s %s %s\n", $$1, $$2 + $$3, $$4 / 1024, $$5, ($$6 ~ /^-/ ? "" : $$6), $$NF; \
	  wall += $$1; cpu += $$2 + $$3; if ($$4 > peak) peak = $$4 } \
	  END { printf "%9.2f %9.2f %9.0f  all of it\n", wall, cpu, peak / 1024 }' $(DATA)/bench/costs.txt

# The peers live in a Python environment of their own; nothing else needs it.
BENCH := $(DATA)/bench-features
.build/bench/installed: Benchmarks/requirements.txt
	$(call require,python3 python3-venv time)
	@rm -rf $(@D) && mkdir -p .build && python3 -m venv $(@D)
	@$(@D)/bin/pip install --quiet --disable-pip-version-check -r $< || { \
	  echo "this benchmark needs the packages of $<, and pip cannot have them" >&2; exit 69; }
	@touch $@

# Speed and memory of ingest and featurize; see docs/performance.md.
bench-features: bin/built .build/bench/installed
	@for bench in decode log_mel tonal handcrafted pipeline memory; do \
	  .build/bench/bin/python -u Benchmarks/$$bench.py $(BENCH)/$$bench; echo; done

# Speed and memory of what evaluate does, against scikit-learn; every script evaluate_*.py is one part.
bench-evaluate: .build/bench/installed
	@swift build -c release --product EvaluationBenchmark
	@for bench in Benchmarks/evaluate_*.py; do \
	  .build/bench/bin/python -u $$bench $(DATA)/bench-evaluate; echo; done

# The search for duplicates among 100,000 songs, and the audit of 10,000; see docs/performance.md.
bench-audit: bin/built .build/bench/installed
	@for bench in duplicates audit; do \
	  .build/bench/bin/python -u Benchmarks/$$bench.py $(DATA)/bench-audit/$$bench; echo; done

.build/bench-text/installed: Benchmarks/requirements-text.txt
	$(call require,python3 python3-venv)
	@rm -rf $(@D) && mkdir -p .build && python3 -m venv $(@D)
	@$(@D)/bin/pip install --quiet --disable-pip-version-check -r $< || { \
	  echo "bench-text needs the packages of $<, and pip cannot have them" >&2; exit 69; }
	@touch $@

# Vectors of texts by an encoder, against the same weights in PyTorch.
bench-text: .build/bench-text/installed
	$(call require,$(LIBRARIES))
	@swift build -c release --product TextBenchmark
	@.build/bench-text/bin/python -u Benchmarks/text.py $(DATA)/bench-text

.build/bench-train/installed: Benchmarks/requirements-train.txt
	$(call require,python3 python3-venv)
	@rm -rf $(@D) && mkdir -p .build && python3 -m venv $(@D)
	@$(@D)/bin/pip install --quiet --disable-pip-version-check -r $< || { \
	  echo "bench-train needs the packages of $<, and pip cannot have them" >&2; exit 69; }
	@touch $@

# Steps of training against PyTorch, and where their time goes; see docs/performance.md.
bench-train: bin/built .build/bench-train/installed
	$(call require,libtcmalloc-minimal4)
	@swift build -c release --product TrainingSteps
	@.build/bench-train/bin/python -u Benchmarks/train.py $(DATA)/bench-train
	@.build/release/TrainingSteps layers

# Training by one and two processes, and what stages take for 10,000 songs; see docs/scaling.md.
bench-scaling:
	$(call require,$(MESSAGES) python3 python3-h5py time)
	@$(MAKE) --no-print-directory bin/built
	@python3 -u Benchmarks/scaling.py $(DATA)/bench-scaling

# The documentation of the libraries, from the modules as built, as a site in docs/api.
PROGRAM_FOLDERS := Ingest Featurize Split Train Evaluate Report DemoCorpus
DOCUMENTED := $(filter-out $(PROGRAM_FOLDERS) CKernels CSentencePiece $(notdir $(patsubst %/module.modulemap,%,$(wildcard Sources/*/module.modulemap))),$(notdir $(wildcard Sources/*)))
docs: bin/built
	@rm -rf .build/symbols && mkdir -p .build/symbols
	@for module in $(DOCUMENTED); do \
	  swift symbolgraph-extract -module-name $$module -target "$$(uname -m)-unknown-linux-gnu" \
	    -minimum-access-level public -I .build/release/Modules -output-dir .build/symbols \
	    $(patsubst %,-Xcc -fmodule-map-file=$(CURDIR)/%,$(wildcard Sources/C*/module.modulemap .build/release/CKernels.build/module.modulemap .build/release/CSentencePiece.build/module.modulemap .build/checkouts/Yams/Sources/CYaml/include/module.modulemap)) \
	    $$(pkg-config --cflags-only-I hdf5 openblas taglib_c sndfile | sed 's/-I/-Xcc -I/g'); \
	done
	@docc convert --fallback-display-name Cantus --fallback-bundle-identifier cantus \
	  --transform-for-static-hosting --additional-symbol-graph-dir .build/symbols \
	  --output-path docs/api >/dev/null
	@echo "The documentation is docs/api: serve that folder by a web server"

install: bin/built
	install -d $(call quoted,$(PREFIX)/bin)
	install $(STAGES:%=bin/cantus-%) $(call quoted,$(PREFIX)/bin)

format:
	swift format -i -r Package.swift Sources Tests
