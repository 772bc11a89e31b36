package train

import "path/filepath"

// English returns the options that the English model is made with. Treebanks is
// a folder with en_ewt-ud-train.conllu.gz, en_ewt-ud-dev.conllu.gz and
// en_gum-ud-train-open.conllu.gz, the genres of GUM whose texts are CC BY or in
// the public domain; text is the UN General Debate Corpus as JSONL. The choices
// were made on EWT dev; the model that ships learns from it too, and some of
// GUM's news documents are held out to measure on.
func English(treebanks, text string) ParserOptions {
	return ParserOptions{
		Treebanks: []Corpus{
			{"UD_English-EWT train", filepath.Join(treebanks, "en_ewt-ud-train.conllu.gz"), "CC BY-SA 4.0"},
			{"UD_English-EWT dev", filepath.Join(treebanks, "en_ewt-ud-dev.conllu.gz"), "CC BY-SA 4.0"},
			{"UD_English-GUM train, open genres", filepath.Join(treebanks, "en_gum-ud-train-open.conllu.gz"), "annotations CC BY 4.0, texts CC BY or public domain"},
		},
		Text:    []Corpus{{"UN General Debate Corpus 1991-2023", text, "CC0"}},
		HeldOut: []string{"GUM_news_asylum", "GUM_news_election", "GUM_news_ie9", "GUM_news_questionnaire", "GUM_news_warhol"},
		Hidden:  256, Passes: 30, Teachers: 3, TeacherPasses: 18, Seed: 1,
	}
}
