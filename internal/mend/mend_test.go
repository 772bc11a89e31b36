package mend

import (
	"fmt"
	"strings"
	"testing"

	"entente/internal/doc"
)

// TestTree checks the trees made of mistaken ones, written as form:UPOS:head:relation.
func TestTree(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"The:DET:3:det union:NOUN:3:compound lifted:VERB*:3:amod sanctions:NOUN:-1:root on:ADP:5:case Oman:PROPN:3:nmod .:PUNCT:3:punct",
			"The:1:det union:2:nsubj lifted:-1:root sanctions:2:obj on:5:case Oman:3:nmod .:2:punct"},
		{"Oxfam:PROPN:-1:root criticised:VERB*:2:amod Chad:PROPN:0:appos for:SCONJ:4:mark jailing:VERB:0:acl two:NUM:6:nummod men:NOUN:4:obj",
			"Oxfam:1:nsubj criticised:-1:root Chad:1:obj for:4:mark jailing:1:advcl two:6:nummod men:4:obj"},
		{"Oxfam:PROPN:-1:root and:CCONJ:3:cc sanctioned:VERB*:3:amod firms:NOUN:0:conj", "Oxfam:-1:root and:3:cc sanctioned:3:amod firms:0:conj"},
		{"Lima:PROPN:1:nsubj allow:VERB:-1:root Bo:PROPN:1:obj to:PART:4:mark leave:VERB!:1:advcl", "Lima:1:nsubj allow:-1:root Bo:1:obj to:4:mark leave:1:xcomp"},
		{"Lima:PROPN:1:nsubj offer:VERB:-1:root talks:NOUN:1:obj to:PART:4:mark leave:VERB!:1:advcl", "Lima:1:nsubj offer:-1:root talks:1:obj to:4:mark leave:1:advcl"},
		{"North:PROPN:1:compound Korea:PROPN:2:compound test:NOUN:4:compound -:PUNCT:2:punct fired:VERB*:-1:root rockets:NOUN:4:obj",
			"North:1:compound Korea:4:nsubj test:4:compound -:2:punct fired:-1:root rockets:4:obj"},
		{"Peru:PROPN:1:nsubj freed:VERB:6:ccomp a:DET:3:det Dane:NOUN:6:nsubj ,:PUNCT:3:punct envoys:NOUN:6:nsubj say:VERB:-1:root",
			"Peru:1:nsubj freed:6:ccomp a:3:det Dane:1:obj ,:3:punct envoys:6:nsubj say:-1:root"},
		{"held:VERB:-1:root talks:NOUN:0:obj with:ADP:1:nmod the:DET:2:fixed Irish:ADJ:3:goeswith premier:ADJ:4:obj Bo:PROPN:5:appos at:ADP:8:case home:NOUN:4:obl",
			"held:-1:root talks:0:obj with:5:case the:5:det Irish:5:amod premier:1:nmod Bo:5:appos at:8:case home:5:obl"},
		{"Lima:PROPN:5:nsubj -:PUNCT:3:punct President:PROPN:3:nmod Bo:PROPN:0:flat Lee:PROPN:0:flat called:VERB:-1:root",
			"Lima:5:parataxis -:3:punct President:3:nmod Bo:5:nsubj Lee:3:flat called:-1:root"},
		{"rebels:NOUN:1:nsubj fighting:VERB:4:csubj Chad:PROPN:1:obj have:AUX:4:aux left:VERB:-1:root",
			"rebels:4:nsubj fighting:0:acl Chad:1:obj have:4:aux left:-1:root"},
		{"carried:VERB:-1:root out:ADP:0:advmod two:NUM:3:nummod strikes:NOUN:0:obl this:DET:5:det year:NOUN:0:obl", "carried:-1:root out:0:compound:prt two:3:nummod strikes:0:obj this:5:det year:0:obl"},
		{"judge:NOUN:-1:root Thursday:PROPN:2:nsubj approved:VERB:0:acl:relcl sales:NOUN:2:obj", "judge:2:nsubj Thursday:2:obl approved:-1:root sales:2:obj"},
		{"troops:NOUN:4:nsubj loyal:ADJ:0:amod to:ADP:3:case Bo:PROPN:4:nsubj marched:VERB:-1:root", "troops:4:nsubj loyal:0:amod to:3:case Bo:1:obl marched:-1:root"},
		{"Lima:PROPN:2:nsubj Court:PROPN:2:nsubj ruled:VERB:-1:root", "Lima:1:compound Court:2:nsubj ruled:-1:root"},
		{"told:VERB:-1:root envoys:NOUN:0:iobj to:PART:3:mark leave:VERB!:0:xcomp", "told:-1:root envoys:0:obj to:3:mark leave:0:xcomp"},
		{"Guns:NOUN:1:compound pounded:VERB*:2:amod posts:NOUN:-1:root", "Guns:1:nsubj pounded:-1:root posts:1:obj"},
		{"killed:VERB:-1:root as:ADP:2:case troops:NOUN:3:nsubj attacked:VERB:0:ccomp", "killed:-1:root as:3:mark troops:3:nsubj attacked:0:advcl"},
		{"Oman:PROPN:1:nsubj had:VERB:-1:root eased:VERB*:3:amod sanctions:NOUN:1:obj",
			"Oman:2:nsubj had:2:aux eased:-1:root sanctions:2:obj"},
		{"ordered:VERB*:-1:root firms:NOUN:0:obj to:PART:3:mark drill:VERB!:0:xcomp and:CCONJ:5:cc sent:VERB*:3:conj troops:NOUN:5:obj",
			"ordered:-1:root firms:0:obj to:3:mark drill:0:xcomp and:5:cc sent:0:conj troops:5:obj"},
		{"sent:VERB:-1:root an:DET:0:obj extra:ADJ:1:amod $:SYM:2:obj 2:NUM:3:nummod", "sent:-1:root an:3:det extra:3:amod $:0:obj 2:3:nummod"},
		{"war:NOUN:-1:root in:SCONJ:2:mark neighbouring:VERB:0:acl Oman:PROPN:2:obj", "war:-1:root in:3:case neighbouring:3:amod Oman:0:nmod"},
		{"The:DET:2:det frozen:VERB*:2:amod assets:NOUN:3:nsubj grew:VERB:-1:root", "The:2:det frozen:2:amod assets:3:nsubj grew:-1:root"},
		{"Oman:PROPN:2:nmod:poss frozen:VERB*:2:amod assets:NOUN:-1:root are:AUX:2:cop", "Oman:2:nmod:poss frozen:2:amod assets:-1:root are:2:cop"},
	} {
		var toks []doc.Token
		for _, w := range strings.Fields(c.in) {
			p := strings.SplitN(w, ":", 4)
			tok := doc.Token{Form: p[0], Lemma: p[0], UPOS: strings.TrimRight(p[1], "*!"), Deprel: p[3]}
			if p[0] == "had" {
				tok.Lemma = "have"
			}
			if strings.HasSuffix(p[1], "*") {
				tok.Feats = "Tense=Past|VerbForm=Part"
			}
			if strings.HasSuffix(p[1], "!") {
				tok.Feats = "VerbForm=Inf"
			}
			fmt.Sscan(p[2], &tok.Head)
			tok.Span = doc.Span{Begin: 10 * len(toks), End: 10*len(toks) + 9}
			toks = append(toks, tok)
		}
		var got []string
		for _, tok := range Tree(toks) {
			got = append(got, fmt.Sprintf("%s:%d:%s", tok.Form, tok.Head, tok.Deprel))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.in, strings.Join(got, " "), c.want)
		}
	}
}
