package intake

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// ConflictValue is a field of a conflict with what the store and the file say of it: who is to say whose
// value stands must see both.
type ConflictValue struct {
	Field string `json:"field"`
	Store string `json:"store"` // empty = it says nothing
	File  string `json:"file"`
}

// clashing are the values of the fields of a conflict that can be told in a line: no geometry, and no
// tables of hours or attributes. One of the contents may be missing; then there are none.
func clashing(fields []string, store, file city.Content) ([]ConflictValue, error) {
	out := []ConflictValue{}
	if len(fields) == 0 || store == nil || file == nil {
		return out, nil
	}
	err := eachField("", []reflect.Value{structOf(store), structOf(file)}, func(name string, v []reflect.Value) error {
		if !slices.Contains(fields, name) {
			return nil
		}
		a, told := inLine(v[0])
		b, also := inLine(v[1])
		if told && also {
			out = append(out, ConflictValue{name, a, b})
		}
		return nil
	})
	return out, err
}

// inLine is a value in one line; false where it is more than that.
func inLine(v reflect.Value) (text string, told bool) {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return "", true
		}
		v = v.Elem()
	}
	if _, place := v.Interface().(geo.Point); place {
		return "", false
	}
	if s, own := v.Interface().(fmt.Stringer); own {
		return clip(s.String()), true
	}
	switch v.Kind() {
	case reflect.String, reflect.Bool, reflect.Float64, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return clip(fmt.Sprint(v.Interface())), true
	case reflect.Slice:
		if v.Type().Elem().Kind() != reflect.String {
			return "", false
		}
		var words []string
		for i := range v.Len() {
			words = append(words, v.Index(i).String())
		}
		return clip(strings.Join(words, ", ")), true
	default:
		return "", false
	}
}
