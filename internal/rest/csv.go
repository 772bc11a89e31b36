package rest

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// csvFormat writes the main list of an answer as a table: its first field that is
// a list of objects, one row each, or the answer itself as one row. Objects
// within a row become columns with a dot, lists of words are joined by ;, and
// other lists are JSON. Errors are JSON: they are no table.
var csvFormat = huma.Format{
	Marshal: func(w io.Writer, v any) error {
		if _, ok := v.(*huma.ErrorModel); ok {
			return json.NewEncoder(w).Encode(v)
		}
		return writeCSV(w, v)
	},
	Unmarshal: func([]byte, any) error { return fmt.Errorf("a body is JSON") },
}

func writeCSV(w io.Writer, v any) error {
	rows := mainList(reflect.ValueOf(v))
	t := &flat{}
	t.columns("", rows.Type().Elem(), nil)
	out := csv.NewWriter(w)
	if err := out.Write(t.names); err != nil {
		return err
	}
	for i := range rows.Len() {
		var cells []string
		for _, at := range t.paths {
			cells = append(cells, cell(rows.Index(i), at))
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// mainList is the first list of objects in an answer, else a list of the answer
// alone.
func mainList(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if v.Kind() == reflect.Slice {
		return v
	}
	// Only of answers that are a list: others have a name of their own.
	if _, one := v.Type().FieldByName("ID"); !one {
		for _, f := range reflect.VisibleFields(v.Type()) {
			if f.Type.Kind() == reflect.Slice && f.Type.Elem().Kind() == reflect.Struct && f.Tag.Get("csv") != "-" {
				return v.FieldByIndex(f.Index)
			}
		}
	}
	one := reflect.MakeSlice(reflect.SliceOf(v.Type()), 1, 1)
	one.Index(0).Set(v)
	return one
}

// flat is the columns of a type.
type flat struct {
	names []string
	paths [][]int
}

func (t *flat) columns(prefix string, typ reflect.Type, at []int) {
	for typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	if typ.Kind() != reflect.Struct {
		t.names, t.paths = append(t.names, strings.TrimSuffix(prefix, ".")), append(t.paths, at)
		return
	}
	for i := range typ.NumField() {
		f := typ.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || f.PkgPath != "" && !f.Anonymous {
			continue
		}
		here := append(append([]int{}, at...), i)
		switch {
		case f.Anonymous && name == "":
			t.columns(prefix, f.Type, here)
		default:
			if name == "" {
				name = f.Name
			}
			t.columns(prefix+name+".", f.Type, here)
		}
	}
}

// cell is the value at a path of fields, "" where there is none.
func cell(v reflect.Value, at []int) string {
	for _, i := range at {
		for v.Kind() == reflect.Pointer {
			if v.IsNil() {
				return ""
			}
			v = v.Elem()
		}
		v = v.Field(i)
	}
	for v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return ""
		}
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.String:
		return v.String()
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case reflect.Int, reflect.Int64, reflect.Int32:
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Float64:
		return strconv.FormatFloat(v.Float(), 'g', -1, 64)
	case reflect.Slice:
		if v.Len() == 0 {
			return ""
		}
		if v.Type().Elem().Kind() == reflect.String {
			var parts []string
			for i := range v.Len() {
				parts = append(parts, v.Index(i).String())
			}
			return strings.Join(parts, ";")
		}
		if id := v.Type().Elem(); id.Kind() == reflect.Struct && id.Name() == "Party" {
			var parts []string
			for i := range v.Len() {
				parts = append(parts, v.Index(i).FieldByName("ID").String())
			}
			return strings.Join(parts, ";")
		}
	}
	b, err := json.Marshal(v.Interface())
	if err != nil {
		return ""
	}
	return string(b)
}
