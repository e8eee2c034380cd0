package intake

import (
	"reflect"
	"slices"
	"strings"
	"unicode"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// fieldEqual says whether two values of a field say the same.
type fieldEqual func(field string, a, b any) (bool, error)

// threeWay puts what a file changed since base over what the store says now. All three are of
// one kind. fields are those that both changed, and not to the same; of these rule says whose
// value stands, the file's where it says nothing.
func threeWay(base, store, file city.Content, rule ConflictRule, equal fieldEqual) (merged city.Content, fields []string, err error) {
	b, s, f := structOf(base), structOf(store), structOf(file)
	out := reflect.New(s.Type())
	out.Elem().Set(s)
	err = eachField("", []reflect.Value{b, s, f, out.Elem()}, func(name string, v []reflect.Value) error {
		base, store, file := v[0].Interface(), v[1].Interface(), v[2].Interface()
		for _, same := range [][2]any{{base, file}, {store, file}} { // the file changed nothing, or to what the store has
			if is, err := equal(name, same[0], same[1]); err != nil || is {
				return err
			}
		}
		still, err := equal(name, base, store)
		if err != nil {
			return err
		}
		if !still {
			fields = append(fields, name)
		}
		if still || rule != KeepStore {
			v[3].Set(v[2])
		}
		return nil
	})
	merged, _ = out.Interface().(city.Content)
	return merged, fields, err
}

// differing are the fields in which two contents of one kind differ.
func differing(a, b city.Content, equal fieldEqual) (fields []string, err error) {
	err = eachField("", []reflect.Value{structOf(a), structOf(b)}, func(name string, v []reflect.Value) error {
		same, err := equal(name, v[0].Interface(), v[1].Interface())
		if err == nil && !same {
			fields = append(fields, name)
		}
		return err
	})
	return fields, err
}

// structOf is the content behind its pointer.
func structOf(c city.Content) reflect.Value { return reflect.ValueOf(c).Elem() }

// eachField visits the fields of values of one struct, those of names one by one.
func eachField(prefix string, of []reflect.Value, visit func(name string, v []reflect.Value) error) error {
	t := of[0].Type()
	for i := range t.NumField() {
		v := make([]reflect.Value, len(of))
		for j := range of {
			v[j] = of[j].Field(i)
		}
		if t.Field(i).Type == reflect.TypeFor[city.Names]() {
			if err := eachField("name_", v, visit); err != nil {
				return err
			}
			continue
		}
		if err := visit(columnOf(prefix, t.Field(i).Name), v); err != nil {
			return err
		}
	}
	return nil
}

// columnOf is the column of an export that a field stands in.
func columnOf(prefix, field string) string {
	switch field {
	case "Shape":
		return "geometry"
	case "Zh":
		return "name"
	}
	var b strings.Builder
	for i, c := range field {
		if unicode.IsUpper(c) && i > 0 {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(c))
	}
	return prefix + b.String()
}

// equalField is plain equality; no list is the empty list.
func equalField(_ string, a, b any) (bool, error) {
	x, y := reflect.ValueOf(a), reflect.ValueOf(b)
	if k := x.Kind(); (k == reflect.Slice || k == reflect.Map) && x.Len() == 0 && y.Len() == 0 {
		return true, nil
	}
	return reflect.DeepEqual(a, b), nil
}

// change says what an edited copy makes of one thing.
type change struct {
	content city.Content // what the store shall hold
	leave   bool         // the store stays as it is, or the thing stays ended
	fields  []string     // of a conflict
}

// judgeEdit judges one thing of an edited copy. base is what was exported, store what is in
// force; either may be nil.
func judgeEdit(base, store, file city.Content, rule ConflictRule, equal fieldEqual) (c change, err error) {
	switch {
	case base == nil && store == nil: // new in the file
		return change{content: file}, nil
	case base == nil: // new in both
		c.fields, err = differing(store, file, equal)
		c.content, c.leave = file, len(c.fields) == 0 || rule == KeepStore
		return c, err
	}
	edited, err := differing(base, file, equal)
	switch {
	case err != nil:
		return c, err
	case len(edited) == 0:
		return change{leave: true}, nil
	case store == nil:
		return change{content: file, leave: rule == KeepStore, fields: []string{"ended"}}, nil
	}
	c.content, c.fields, err = threeWay(base, store, file, rule, equal)
	return c, err
}

// shapesAlike is equality of shapes that may have been noded since: a point of one that lies on
// a line of the other, within what noding moves, makes no difference.
func shapesAlike(node func(a, b geo.MultiPolygon) (bool, error)) fieldEqual {
	return func(name string, a, b any) (bool, error) {
		x, isShape := a.(geo.MultiPolygon)
		y, _ := b.(geo.MultiPolygon)
		switch {
		case !isShape:
			return equalField(name, a, b)
		case x.Equal(y):
			return true, nil
		case !sameBox(x.Box(), y.Box()):
			return false, nil
		}
		return node(x, y)
	}
}

// sameBox is true of boxes that are the same but for what noding moves.
func sameBox(a, b geo.Box) bool {
	apart := func(x, y int32) bool { return x-y > 2 || y-x > 2 }
	return !slices.Contains([]bool{
		apart(a.Min.X, b.Min.X), apart(a.Min.Y, b.Min.Y), apart(a.Max.X, b.Max.X), apart(a.Max.Y, b.Max.Y),
	}, true)
}
