package export

import (
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"
)

// Parquet writes rows under columns as one Parquet file, compressed with zstd.
// Columns keep their order and are all optional: a nil cell is null. A cell is a
// string, bool, int, int64, float64 or a list of strings; the type of a column is
// that of its cells: whole numbers with others among them are doubles, other
// mixtures are their text, a column of nulls is one of strings, of NoInt one of
// whole numbers. Names that occur twice get a number. The same rows give the same bytes.
//
// It is for answers that fit in memory; rows of the ledger are written by package
// store.
func Parquet(w io.Writer, columns []string, rows [][]any) error {
	kinds := make([]parquetKind, len(columns))
	fields := make([]reflect.StructField, len(columns))
	names := map[string]bool{}
	for i, name := range columns {
		for _, r := range rows {
			if len(r) != len(columns) {
				return fmt.Errorf("parquet: a row has %d cells for %d columns", len(r), len(columns))
			}
			k, err := parquetOf(r[i])
			if err != nil {
				return fmt.Errorf("parquet: column %s: %w", name, err)
			}
			kinds[i] = kinds[i].and(k)
		}
		// A comma would end the name in the tag.
		name = strings.TrimSpace(strings.Map(func(r rune) rune {
			if r == ',' || r < ' ' {
				return ' '
			}
			return r
		}, name))
		if name == "" {
			name = "column"
		}
		for base, n := name, 2; names[name]; n++ {
			name = base + "_" + strconv.Itoa(n)
		}
		names[name] = true
		fields[i] = reflect.StructField{Name: "F" + strconv.Itoa(i), Type: kinds[i].of(),
			Tag: reflect.StructTag("parquet:" + strconv.Quote(name+kinds[i].options()))}
	}
	row := reflect.StructOf(fields)
	schema := parquet.SchemaOf(reflect.New(row).Interface())
	out := parquet.NewWriter(w, schema, parquet.Compression(&parquet.Zstd), parquet.CreatedBy("entente", "", ""))
	for _, r := range rows {
		v := reflect.New(row)
		for i, c := range r {
			kinds[i].set(v.Elem().Field(i), c)
		}
		if err := out.Write(v.Interface()); err != nil {
			return fmt.Errorf("parquet: %w", err)
		}
	}
	if err := out.Close(); err != nil {
		return fmt.Errorf("parquet: %w", err)
	}
	return nil
}

// NoInt is a null of a column of whole numbers: a column of nothing else keeps
// its type.
type NoInt struct{}

// A parquetKind is what a column holds.
type parquetKind int

const (
	parquetNull parquetKind = iota
	parquetBool
	parquetInt
	parquetFloat
	parquetText
	parquetList
)

func parquetOf(cell any) (parquetKind, error) {
	switch cell.(type) {
	case nil:
		return parquetNull, nil
	case bool:
		return parquetBool, nil
	case int, int64, NoInt:
		return parquetInt, nil
	case float64:
		return parquetFloat, nil
	case string:
		return parquetText, nil
	case []string:
		return parquetList, nil
	}
	return 0, fmt.Errorf("no form for a %T", cell)
}

// and is what a column holds that has cells of both kinds.
func (k parquetKind) and(o parquetKind) parquetKind {
	switch {
	case k == o || o == parquetNull:
		return k
	case k == parquetNull:
		return o
	case k == parquetInt && o == parquetFloat || k == parquetFloat && o == parquetInt:
		return parquetFloat
	}
	return parquetText
}

func (k parquetKind) of() reflect.Type {
	switch k {
	case parquetBool:
		return reflect.TypeFor[*bool]()
	case parquetInt:
		return reflect.TypeFor[*int64]()
	case parquetFloat:
		return reflect.TypeFor[*float64]()
	case parquetList:
		return reflect.TypeFor[[]string]()
	}
	return reflect.TypeFor[*string]()
}

func (k parquetKind) options() string {
	if k == parquetList {
		return ",list"
	}
	return ",optional"
}

// set puts a cell into its field; nil leaves it null.
func (k parquetKind) set(to reflect.Value, cell any) {
	if cell == nil || cell == any(NoInt{}) {
		return
	}
	switch k {
	case parquetBool:
		v := cell.(bool)
		to.Set(reflect.ValueOf(&v))
	case parquetInt:
		v := parquetInt64(cell)
		to.Set(reflect.ValueOf(&v))
	case parquetFloat:
		v, ok := cell.(float64)
		if !ok {
			v = float64(parquetInt64(cell))
		}
		to.Set(reflect.ValueOf(&v))
	case parquetList:
		to.Set(reflect.ValueOf(cell))
	default:
		v, ok := cell.(string)
		if list, isList := cell.([]string); isList {
			v = strings.Join(list, " ")
		} else if !ok {
			v = fmt.Sprint(cell)
		}
		to.Set(reflect.ValueOf(&v))
	}
}

func parquetInt64(cell any) int64 {
	if v, ok := cell.(int64); ok {
		return v
	}
	return int64(cell.(int))
}
