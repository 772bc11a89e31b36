package cli

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"entente/internal/code"
	"entente/internal/edtf"
	"entente/internal/eval"
	"entente/internal/event"
	"entente/internal/gold"
	"entente/internal/train"
)

func trainCoderCommand(a *app) *cobra.Command {
	var folder, records, out string
	cmd := &cobra.Command{
		Use:   "coder --gold DIR --records FILE --out DIR",
		Short: "Make the coder's ranker",
		Long: `Make the weights by which the coder decides between rules that fit equally well and
says how sure it is. The texts of the dev part of a gold standard are coded, and each
event found is told right or wrong by what people coded; so are the sentences of
PLOVER's gold standard records, of which one event each is known.

The weights are a text file, one a line; the manifest beside it has the calibration.`,
		Example: `  entente train coder --gold gold --records PLOVER_GSR_CAMEO.txt --out models/coder`,
		Args:    cobra.NoArgs,
		RunE: func(_ *cobra.Command, _ []string) error {
			if out == "" {
				return usage("train coder needs --out")
			}
			t, err := a.load(knowledge{})
			if err != nil {
				return err
			}
			m := train.CoderManifest{Command: "entente train coder", Version: release}
			samples, err := a.goldSamples(t, folder, &m)
			if err != nil {
				return err
			}
			if records != "" {
				more, err := a.recordSamples(t, records, &m)
				if err != nil {
					return err
				}
				samples = append(samples, more...)
			}
			if m, err = train.Coder(samples, code.FeatureNames(t.book), m, a.path(out)); err != nil {
				return err
			}
			a.say("%d events, %d of them right; expected calibration error %.3f; log loss %.3f, by the share alone %.3f",
				m.Events, m.Right, m.CalibrationError, m.LogLoss, m.BaseLogLoss)
			return nil
		},
	}
	cmd.Flags().StringVar(&folder, "gold", "gold", "folder of the gold standard")
	cmd.Flags().StringVar(&records, "records", "", "PLOVER's gold standard records")
	cmd.Flags().StringVar(&out, "out", "", "folder for the weights and their manifest")
	return cmd
}

// goldSamples codes the dev part of a gold standard.
func (a *app) goldSamples(t *toolbox, folder string, m *train.CoderManifest) ([]train.CoderSample, error) {
	set, err := gold.Load(os.DirFS(a.path(folder)))
	if err != nil {
		return nil, err
	}
	var out []train.CoderSample
	for _, ex := range set.Examples {
		if ex.Part() != gold.Dev {
			continue
		}
		got, traces, err := t.trace(ex.Text, ex.Published)
		if err != nil {
			return nil, fmt.Errorf("code %s: %w", ex.ID, err)
		}
		right, optional := eval.Right(ex, got)
		for i := range got.Events {
			if !optional[i] {
				out = append(out, train.CoderSample{Text: ex.ID, Features: traces[i].Features, Right: right[i]})
			}
		}
	}
	m.Corpora = append(m.Corpora, train.ManifestCorpus{Name: "own gold standard, dev part", Use: "events", Licence: "Apache-2.0"})
	return out, nil
}

// recordSamples codes records of one known event each. An event between the record's
// parties is right if it has the record's type; of others nothing is known.
func (a *app) recordSamples(t *toolbox, path string, m *train.CoderManifest) ([]train.CoderSample, error) {
	f, err := os.Open(a.path(path))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	records, err := gold.Records(f)
	if err != nil {
		return nil, err
	}
	var out []train.CoderSample
	for _, r := range records {
		got, traces, err := t.trace(r.Text, edtf.Date{})
		if err != nil {
			return nil, fmt.Errorf("code %s: %w", r.ID, err)
		}
		for i, e := range got.Events {
			if stands(got, e.Source, r.Source) && (len(r.Target) == 0 || stands(got, e.Target, r.Target)) {
				out = append(out, train.CoderSample{Text: r.ID, Features: traces[i].Features, Right: e.Type == r.Type})
			}
		}
	}
	sum, err := train.Checksum(a.path(path))
	if err != nil {
		return nil, err
	}
	m.Corpora = append(m.Corpora, train.ManifestCorpus{Name: "PLOVER gold standard records", Use: "events", Licence: "CC BY-SA 4.0", SHA256: sum})
	return out, nil
}

// stands says whether one of the parties is one of those named by words.
func stands(c *event.Coded, ps []event.Party, words []string) bool {
	return slices.ContainsFunc(ps, func(p event.Party) bool {
		name := p.Name
		if i, ok := p.Mention.Index(); ok {
			name = c.Mentions[i].In(c.Text)
		}
		return name != "" && slices.ContainsFunc(words, func(w string) bool {
			return strings.Contains(w, name) || strings.Contains(name, w)
		})
	})
}

// trace is code, with what the ranker saw.
func (t *toolbox) trace(text string, published edtf.Date) (*event.Coded, []code.Trace, error) {
	r, err := t.resolve(text, published)
	if err != nil {
		return nil, nil, err
	}
	return t.coder.CodeTraced(r)
}
