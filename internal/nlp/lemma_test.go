package nlp

import (
	"os"
	"testing"
)

// TestIrregular: the past of an irregular verb has one lemma, whatever features it is
// given.
func TestIrregular(t *testing.T) {
	p, err := Load(os.DirFS("../../models"), "en")
	if err != nil {
		t.Fatal(err)
	}
	for form, lemma := range map[string]string{"spoke": "speak", "broke": "break", "gave": "give", "came": "come", "went": "go", "wrote": "write", "shot": "shoot", "chose": "choose", "drove": "drive",
		"froze": "freeze", "fled": "flee", "sank": "sink", "overran": "overrun", "upheld": "uphold", "withheld": "withhold", "forbidden": "forbid", "retook": "retake", "found": "find"} {
		for _, feats := range []string{"Mood=Ind|Number=Sing|Person=3|Tense=Past|VerbForm=Fin", "Tense=Past|VerbForm=Part", "Tense=Past|VerbForm=Part|Voice=Pass"} {
			if got := p.lemma.lemma(form, LemmaTag("VERB", feats), p.net.known); got != lemma {
				t.Errorf("%s as %s: lemma %q, want %q", form, feats, got, lemma)
			}
		}
	}
}
