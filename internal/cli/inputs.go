package cli

import (
	"fmt"
	"iter"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"entente/internal/read"
)

// inputs are the flags of all commands that read documents.
type inputs struct {
	limits  read.Limits
	workers int
}

func (in *inputs) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.Var(bytesFlag{&in.limits.MaxDocument}, "max-document", "largest document in a file of its own (default 8MiB)")
	f.Var(bytesFlag{&in.limits.MaxLine}, "max-line", "longest line of JSONL (default 8MiB)")
	f.Var(bytesFlag{&in.limits.MaxDecompressed}, "max-decompressed", "most that may come out of one compressed file (default 64GiB)")
	f.IntVar(&in.limits.MaxDepth, "max-depth", read.DefaultMaxDepth, "folders within folders")
	f.IntVarP(&in.workers, "workers", "j", 0, "documents worked on at the same time (default: one a processor)")
}

// inputHelp is the paragraph of the help on what can be read.
const inputHelp = `FILE is a text, a web page, JSONL with an article a line ({"text" or "html", "url",
"title", "published", "publisher", "byline", "lang", "tags", "speaker"}), any of these in gzip or
zstd, a folder of such files, or "-" for standard input. Formats are told by content.`

// walk finds the documents; without a path those on standard input.
func (a *app) walk(in inputs, paths []string) iter.Seq[read.Item] {
	if len(paths) == 0 {
		paths = []string{"-"}
	}
	return read.Walk(paths, read.Options{
		Limits: in.limits,
		Stdin:  a.Stdin,
		Dir:    a.Dir,
		Skipped: func(path, why string) {
			if a.debug {
				a.say("%s: passed over: %s", path, why)
			}
		},
	})
}

// A bytesFlag is a number of bytes such as 512KiB, 8MB or 1000000.
type bytesFlag struct{ n *int64 }

func (b bytesFlag) Type() string { return "size" }

func (b bytesFlag) String() string {
	if b.n == nil || *b.n == 0 {
		return ""
	}
	return strconv.FormatInt(*b.n, 10)
}

var units = []struct {
	name  string
	bytes int64
}{
	{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30},
	{"kB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"K", 1 << 10}, {"M", 1 << 20}, {"G", 1 << 30}, {"B", 1},
}

func (b bytesFlag) Set(s string) error {
	number, factor := strings.TrimSpace(s), int64(1)
	for _, u := range units {
		if rest, ok := strings.CutSuffix(number, u.name); ok {
			number, factor = strings.TrimSpace(rest), u.bytes
			break
		}
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n <= 0 || n > (1<<62)/factor {
		return fmt.Errorf("a size is a number with a unit, such as 8MiB or 500kB")
	}
	*b.n = n * factor
	return nil
}
