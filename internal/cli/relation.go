package cli

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"entente/internal/code"
	"entente/internal/codebook"
	"entente/internal/doc"
	"entente/internal/nlp"
	"entente/internal/pipeline"
	"entente/internal/read"
	"entente/internal/read/jsonl"
	"entente/models"
)

// A pair is a line of the input of relation.
type pair struct {
	ID         json.RawMessage `json:"id"`
	Text       string          `json:"text"`
	Source     string          `json:"source"`
	Target     string          `json:"target"`
	SourceSpan *[2]int         `json:"source_span"`
	TargetSpan *[2]int         `json:"target_span"`
}

// A related is a line of its output.
type related struct {
	ID         json.RawMessage `json:"id"`
	Type       string          `json:"type"`
	Mode       *string         `json:"mode"`
	Quad       int             `json:"quad"`
	Status     string          `json:"status"`
	Confidence float64         `json:"confidence"`
	Rule       *string         `json:"rule"`
}

func relationCommand(a *app) *cobra.Command {
	var (
		book    string
		workers int
	)
	cmd := &cobra.Command{
		Use:   "relation [flags] [FILE…]",
		Short: "Say what one actor does to another by a text",
		Long: `Read lines {"id", "text", "source", "target"}, in which source and target are words
of the text (or "source_span" and "target_span", byte ranges [begin, end)), and print
for each, in order, {"id", "type", "mode", "quad", "status", "confidence", "rule"}: what the
source does to the target by this text. The best type is always given.`,
		Example: `  entente relation < pairs.jsonl
  echo '{"id":1,"text":"Oslo thanked Riga.","source":"Oslo","target":"Riga"}' | entente relation`,
		RunE: func(cmd *cobra.Command, args []string) error {
			var (
				p  *nlp.Parser
				cb *codebook.Codebook
				g  errgroup.Group
			)
			g.Go(func() (err error) { p, err = nlp.Load(models.FS, language); return err })
			g.Go(func() (err error) { cb, err = a.loadCodebook(knowledge{codebook: book}); return err })
			if err := g.Wait(); err != nil {
				return err
			}
			r := relater{p, code.New(cb, nil)}
			if len(args) == 0 {
				args = []string{"-"}
			}
			out := bufio.NewWriter(a.Stdout)
			for _, name := range args {
				if err := a.relate(cmd, r, out, name, workers); err != nil {
					return err
				}
			}
			return out.Flush()
		},
	}
	cmd.Flags().StringVar(&book, "codebook", "", "folder with a codebook of your own")
	cmd.Flags().IntVarP(&workers, "workers", "j", 0, "lines worked on at the same time (default: one a processor)")
	return cmd
}

// relate answers the lines of one file.
func (a *app) relate(cmd *cobra.Command, r relater, w io.Writer, name string, workers int) error {
	in, place := a.Stdin, "standard input"
	if name != "-" {
		f, err := os.Open(a.path(name))
		if err != nil {
			a.fault(name, err)
			return nil
		}
		defer f.Close()
		in, place = f, name
	}
	type answer struct {
		line int
		out  []byte
		err  error
	}
	size := func(l jsonl.Line) int64 { return int64(len(l.Bytes)) }
	work := func(l jsonl.Line) answer {
		out, err := r.line(l)
		return answer{l.N, out, err}
	}
	return pipeline.Ordered(cmd.Context(), jsonl.Lines(in, read.DefaultMaxLine), workers, size, work, func(x answer) error {
		if x.err != nil {
			a.fault(fmt.Sprintf("%s:%d", place, x.line), x.err)
		}
		if x.out == nil {
			return nil
		}
		_, err := w.Write(append(x.out, '\n'))
		return err
	})
}

// A relater answers one line at a time.
type relater struct {
	parser *nlp.Parser
	coder  *code.Coder
}

// line returns the answer to a line. An answer with an error is one for which
// the words asked for are not in the text.
func (r relater) line(l jsonl.Line) (out []byte, err error) {
	defer func() {
		if v := recover(); v != nil {
			out, err = nil, &pipeline.PanicError{Value: v, Stack: debug.Stack()}
		}
	}()
	if l.Err != nil {
		return nil, l.Err
	}
	var q pair
	if err := json.Unmarshal(l.Bytes, &q); err != nil {
		return nil, err
	}
	if len(q.ID) == 0 {
		q.ID = json.RawMessage("null")
	}
	source, target, fault := q.spans()
	page, err := paragraphs{}.Read(&doc.Document{Text: q.Text})
	if err != nil {
		return nil, err
	}
	parsed, err := r.parser.Parse(page)
	if err != nil {
		return nil, err
	}
	got := r.coder.Relation(parsed, source, target)
	answer := related{ID: q.ID, Type: got.Type, Quad: int(got.Quad), Status: string(got.Status), Confidence: got.Confidence}
	if got.Mode != "" {
		answer.Mode = &got.Mode
	}
	if got.Rule != "" {
		answer.Rule = &got.Rule
	}
	out, err = json.Marshal(answer)
	if err != nil {
		return nil, err
	}
	return out, fault
}

// spans says where source and target stand. Where one is not found its span is
// empty, and the error says so.
func (q pair) spans() (source, target doc.Span, err error) {
	source, err1 := q.span("source", q.Source, q.SourceSpan, doc.Span{})
	target, err2 := q.span("target", q.Target, q.TargetSpan, source)
	return source, target, errors.Join(err1, err2)
}

// span finds words in the text, the first time they stand apart from other.
func (q pair) span(what, words string, given *[2]int, other doc.Span) (doc.Span, error) {
	if given != nil {
		s := doc.Span{Begin: given[0], End: given[1]}
		if s.Begin < 0 || s.End > len(q.Text) || s.Empty() || !edge(q.Text, s.Begin) || !edge(q.Text, s.End) {
			return doc.Span{}, fmt.Errorf("%s_span [%d, %d) is no stretch of the text", what, s.Begin, s.End)
		}
		return s, nil
	}
	if words == "" {
		return doc.Span{}, fmt.Errorf("no %s is given", what)
	}
	var overlapping doc.Span
	for from := 0; ; {
		i := strings.Index(q.Text[from:], words)
		if i < 0 {
			break
		}
		s := doc.Span{Begin: from + i, End: from + i + len(words)}
		if !s.Overlaps(other) {
			return s, nil
		}
		if overlapping.Empty() {
			overlapping = s
		}
		from = s.End
	}
	if !overlapping.Empty() {
		return overlapping, nil
	}
	return doc.Span{}, fmt.Errorf("the %s %q does not stand in the text", what, words)
}

// edge says whether a character begins or the text ends at i.
func edge(text string, i int) bool { return i == len(text) || utf8.RuneStart(text[i]) }
