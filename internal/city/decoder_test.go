package city_test

import (
	"bytes"
	"fmt"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/internal/city"
)

// sometimes draws a value, or the zero value, as most posts leave most out.
func sometimes[T any](rt *rapid.T, name string, gen *rapid.Generator[T]) (v T) {
	if rapid.Bool().Draw(rt, "has "+name) {
		v = gen.Draw(rt, name)
	}
	return v
}

func drawTexts(rt *rapid.T, name string) []string {
	if list := rapid.SliceOfN(rapid.StringN(0, 30, 300), 0, 30).Draw(rt, name); len(list) > 0 {
		return list
	}
	return nil
}

func drawHours(rt *rapid.T) *city.Hours {
	if rapid.Bool().Draw(rt, "no hours") {
		return nil
	}
	h := &city.Hours{Week: []city.WeekRule{{Days: city.Days(rapid.IntRange(1, 255).Draw(rt, "days")), Open: []city.Span{{From: rapid.IntRange(0, 700).Draw(rt, "from"), To: 1440}}}}}
	if rapid.Bool().Draw(rt, "turn") {
		h.Turn, h.Calendar = &city.Turn{From: -7, Days: 7, Of: 3, Nth: rapid.IntRange(0, 2).Draw(rt, "nth")}, "cn"
	}
	return h
}

// drawContent is a post or a person with anything in it.
func drawContent(rt *rapid.T) city.Content {
	text := rapid.StringN(0, 40, 300)
	extra := city.PostExtra{
		Former: drawTexts(rt, "former"), Names: city.Names{Zh: sometimes(rt, "zh", text), En: sometimes(rt, "en", text)},
		Specialty: sometimes(rt, "specialty", text), Class: sometimes(rt, "class", rapid.MapOfN(text, text, 1, 3)),
	}
	if rapid.Bool().Draw(rt, "person") {
		return &city.Person{
			Code: text.Draw(rt, "code"), Former: extra.Former, Sealed: rapid.SliceOfN(rapid.Byte(), 1, 300).Draw(rt, "sealed"),
			Source: sometimes(rt, "source", text), DataDate: sometimes(rt, "date", text),
		}
	}
	return &city.Post{
		Code: text.Draw(rt, "code"), Extra: extra.Kept(), Role: text.Draw(rt, "role"),
		At:     city.Seat{Kind: rapid.SampledFrom(city.RecordKinds()).Draw(rt, "kind"), Layer: text.Draw(rt, "layer"), Code: text.Draw(rt, "at")},
		Person: sometimes(rt, "person", text), Acting: rapid.Bool().Draw(rt, "acting"), Tasks: drawTexts(rt, "tasks"), Duty: sometimes(rt, "duty", text),
		Hours: drawHours(rt), StandIns: drawTexts(rt, "stand-ins"), OfficePhone: sometimes(rt, "phone", text), Source: sometimes(rt, "source", text), DataDate: sometimes(rt, "date", text),
	}
}

// sameDecoding holds one Decoder against Decode on the same bytes.
func sameDecoding(d *city.Decoder, kind city.RecordKind, b []byte) error {
	want, wantErr := city.Decode(kind, b)
	mine := bytes.Clone(b)
	got, err := d.Decode(mine)
	clear(mine) // nothing of it may be kept
	if fmt.Sprint(err) != fmt.Sprint(wantErr) || !reflect.DeepEqual(got, want) {
		return fmt.Errorf("%x:\nDecode gives   %+v (%v)\nthe decoder is %+v (%v)", b, want, wantErr, got, err) //nolint:errorlint // both are told
	}
	return nil
}

// TestDecoder: a Decoder gives what Decode gives, of canonical bytes and of any others, again and again.
func TestDecoder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := map[city.RecordKind]*city.Decoder{city.KindPost: city.NewDecoder(city.KindPost), city.KindPerson: city.NewDecoder(city.KindPerson)}
		for range 3 {
			c := drawContent(rt)
			kind := c.Key().Kind
			b, err := city.Encode(c)
			if err != nil {
				rt.Fatal(err)
			}
			if got, err := d[kind].Decode(b); err != nil || !reflect.DeepEqual(got, c) {
				rt.Fatalf("%+v comes back as %+v (%v)", c, got, err)
			}
			if err := sameDecoding(d[kind], kind, b); err != nil {
				rt.Fatal(err)
			}
			at := rapid.IntRange(0, len(b)-1).Draw(rt, "at")
			b[at] = rapid.Byte().Draw(rt, "byte")
			if rapid.Bool().Draw(rt, "cut") {
				b = b[:at]
			}
			if err := sameDecoding(d[kind], kind, b); err != nil {
				rt.Fatal(err)
			}
		}
	})
}

// TestDecoderShares: what two posts say alike is one in memory.
func TestDecoderShares(t *testing.T) {
	d := city.NewDecoder(city.KindPost)
	var got [2]*city.Post
	for i := range got {
		b, err := city.Encode(&city.Post{Code: fmt.Sprint("c", i), Role: "r", Tasks: []string{"a", "b"}, Hours: &city.Hours{Calendar: "cn"}, StandIns: []string{"c0"}})
		if err != nil {
			t.Fatal(err)
		}
		c, err := d.Decode(b)
		if err != nil {
			t.Fatal(err)
		}
		got[i], _ = c.(*city.Post)
	}
	if a, b := got[0], got[1]; a == nil || b == nil || a == b || a.Hours != b.Hours || &a.Tasks[0] != &b.Tasks[0] || a.Code != "c0" || b.Code != "c1" {
		t.Errorf("%+v and %+v", a, b)
	}
}

// FuzzDecoder: the same for whatever bytes.
func FuzzDecoder(f *testing.F) {
	for _, c := range []city.Content{
		&city.Post{Code: "岗", Role: "grid_head", At: city.Seat{Layer: "grid", Code: "g"}, Acting: true, Tasks: []string{"x"}, Hours: &city.Hours{Calendar: "cn"}, Extra: &city.PostExtra{Class: map[string]string{"k": "v"}}},
		&city.Person{Code: "p", Sealed: []byte("sealed"), Former: []string{"q"}},
	} {
		b, err := city.Encode(c)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, kind := range []city.RecordKind{city.KindPost, city.KindPerson} {
			if err := sameDecoding(city.NewDecoder(kind), kind, b); err != nil {
				t.Fatal(err)
			}
		}
	})
}
