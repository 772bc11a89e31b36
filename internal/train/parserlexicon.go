package train

import (
	"bufio"
	"fmt"
	"io/fs"
	"strings"

	"entente/internal/nlp"
	"entente/internal/weights"
)

// readLexicon reads the tables of a language's tokeniser: one entry a line, and
// # before a note.
func readLexicon(fsys fs.FS) (nlp.Lexicon, error) {
	var l nlp.Lexicon
	var forms []string
	for _, t := range []struct {
		file string
		to   *[]string
	}{{"abbreviations.txt", &l.Abbreviations}, {"titles.txt", &l.Titles}, {"numbering.txt", &l.Numbering}, {"starters.txt", &l.Starters}, {"prefixes.txt", &l.Prefixes}, {"contractions.txt", &forms}, {"whole.txt", &l.Whole}} {
		f, err := fsys.Open(t.file)
		if err != nil {
			return l, fmt.Errorf("read language tables: %w", err)
		}
		sc := bufio.NewScanner(f)
		for sc.Scan() {
			if line := strings.TrimSpace(sc.Text()); line != "" && !strings.HasPrefix(line, "# ") {
				*t.to = append(*t.to, line)
			}
		}
		err = sc.Err()
		f.Close()
		if err != nil {
			return l, fmt.Errorf("read language tables, %s: %w", t.file, err)
		}
	}
	for _, c := range forms {
		if strings.Contains(c, " ") {
			l.Contractions = append(l.Contractions, c)
		} else {
			l.Clitics = append(l.Clitics, c)
		}
	}
	return l, nil
}

func putLexicon(f *weights.File, l nlp.Lexicon) {
	f.PutStrings(nlp.TableAbbreviations, l.Abbreviations)
	f.PutStrings(nlp.TableTitles, l.Titles)
	f.PutStrings(nlp.TableNumbering, l.Numbering)
	f.PutStrings(nlp.TableStarters, l.Starters)
	f.PutStrings(nlp.TablePrefixes, l.Prefixes)
	f.PutStrings(nlp.TableClitics, l.Clitics)
	f.PutStrings(nlp.TableContractions, l.Contractions)
	f.PutStrings(nlp.TableWhole, l.Whole)
}
