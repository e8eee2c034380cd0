package public_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/atlas/public"
)

// kinds are all kinds of attributes, and the keys that the documentation of the tiles promises
// of each. What is added here is open to the world: say so in docs/tiles.md too.
var kinds = []struct {
	of   public.Attributes
	keys string
}{
	{public.Area{}, "class code name name_en parent"},
	{public.Building{}, "class code name name_en storeys"},
	{public.Line{}, "class name name_en"},
	{public.Place{}, "code kind name name_en state"},
	{public.Hexagon{}, "buildings cell households places withheld"},
	{public.Circle{}, "code drawing kind minutes name name_en profile"},
	{public.Border{}, "layer rank"},
}

func TestTheAttributesAreClosed(t *testing.T) {
	for _, k := range kinds {
		keys := slices.Sorted(maps.Keys(public.Fields(k.of)))
		if got := strings.Join(keys, " "); got != k.keys {
			t.Errorf("%T tells %q, the documentation says %q", k.of, got, k.keys)
		}
	}
}

// TestEveryFieldIsTold: each field of a kind is one attribute of its feature, under one key.
func TestEveryFieldIsTold(t *testing.T) {
	for _, k := range kinds {
		full := reflect.New(reflect.TypeOf(k.of)).Elem()
		for i := range full.NumField() {
			n := int64(1000 + i)
			switch f := full.Field(i); f.Interface().(type) {
			case string:
				f.SetString(fmt.Sprint("text ", n))
			case int64:
				f.SetInt(n)
			case bool:
				f.SetBool(true)
			case *int64:
				f.Set(reflect.ValueOf(&n))
			}
		}
		a, _ := full.Interface().(public.Attributes)
		f := public.Feature(7, a)
		if f.ID != 7 || len(f.Props) != full.NumField() {
			t.Errorf("%+v is told as %v", a, f.Props)
		}
		values := map[any]bool{}
		for _, p := range f.Props {
			if want := public.Fields(k.of)[p.Key]; want == "" || values[p.Value] {
				t.Errorf("%T: %s has the value of another, or no kind %q", k.of, p.Key, want)
			}
			values[p.Value] = true
		}
	}
}

func TestWhatIsNotKnownIsNoAttribute(t *testing.T) {
	for _, a := range []public.Attributes{public.Area{}, public.Building{}, public.Line{}, public.Place{}} {
		if f := public.Feature(1, a); len(f.Props) > 0 {
			t.Errorf("%T: %v", a, f.Props)
		}
	}
	if f := public.Feature(1, public.Hexagon{}); len(f.Props) != 3 { // none of them is unknown but what is withheld
		t.Errorf("%v", f.Props)
	}
}
