package alignment

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"path"
	"strconv"
	"strings"

	"entente/internal/measure"
)

// IdealFile is the table of ideal points in a folder of votes.
const IdealFile = "ideal-points.tsv.gz"

const idealMagic = "#entente ideal points 1"

// An IdealTable is ideal points that were estimated before.
type IdealTable struct {
	Method string // as IdealMethod gives it
	Points []IdealPoint
}

// WriteIdeal writes a table as ReadIdeal reads it, with four decimals.
func WriteIdeal(w io.Writer, t IdealTable) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "%s\n#%s\n", idealMagic, t.Method)
	b.WriteString("#state\tsession\tvotes\tmean\t5 %\t50 %\t95 %\n")
	for _, p := range t.Points {
		fmt.Fprintf(b, "%s\t%d\t%d\t%.4f\t%.4f\t%.4f\t%.4f\n", p.State, p.Session, p.Votes, p.Mean, p.Low, p.Median, p.High)
	}
	return b.Flush()
}

// LoadIdeal reads the packed table of a folder of votes.
func LoadIdeal(fsys fs.FS, dir string) (IdealTable, error) {
	f, err := fsys.Open(path.Join(dir, IdealFile))
	if err != nil {
		return IdealTable{}, fmt.Errorf("read ideal points: %w", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return IdealTable{}, fmt.Errorf("read ideal points: %s: %w", IdealFile, err)
	}
	return ReadIdeal(IdealFile, z)
}

// ReadIdeal reads a table. The error names the line of the first fault.
func ReadIdeal(name string, r io.Reader) (IdealTable, error) {
	var t IdealTable
	sc := bufio.NewScanner(io.LimitReader(r, 64<<20))
	line := 0
	for sc.Scan() {
		line++
		text := sc.Text()
		switch {
		case line == 1 && text != idealMagic:
			return IdealTable{}, fmt.Errorf("%s:1: the first line is not %q", name, idealMagic)
		case line == 2:
			t.Method = strings.TrimPrefix(text, "#")
		case line == 1 || strings.HasPrefix(text, "#"):
		default:
			p, err := idealRow(text)
			if err != nil {
				return IdealTable{}, fmt.Errorf("%s:%d: %w", name, line, err)
			}
			t.Points = append(t.Points, p)
		}
	}
	if err := sc.Err(); err != nil {
		return IdealTable{}, fmt.Errorf("%s: after line %d: %w", name, line, err)
	}
	if len(t.Points) == 0 {
		return IdealTable{}, fmt.Errorf("%s: no ideal point in it", name)
	}
	return t, nil
}

func idealRow(text string) (IdealPoint, error) {
	c := strings.Split(text, "\t")
	if len(c) != 7 {
		return IdealPoint{}, fmt.Errorf("%d columns, want 7", len(c))
	}
	var v [6]float64
	var errs []error
	for i := range v {
		f, err := strconv.ParseFloat(c[i+1], 64)
		if err == nil && (math.IsNaN(f) || math.IsInf(f, 0)) {
			err = fmt.Errorf("%q is no number", c[i+1])
		}
		errs = append(errs, err)
		v[i] = f
	}
	if err := errors.Join(errs...); err != nil {
		return IdealPoint{}, err
	}
	return IdealPoint{State: c[0], Session: int(v[0]), IdealPoint: measure.IdealPoint{Period: int32(v[0]), Votes: int(v[1]),
		Mean: v[2], Low: v[3], Median: v[4], High: v[5]}}, nil
}

// Of is the points of a state, by session.
func (t IdealTable) Of(state string) map[int]IdealPoint {
	out := map[int]IdealPoint{}
	for _, p := range t.Points {
		if p.State == state {
			out[p.Session] = p
		}
	}
	return out
}
