package city_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

var square = geo.MultiPolygon{{{{X: 0, Y: 0}, {X: 10, Y: 0}, {X: 10, Y: 10}, {X: 0, Y: 10}}}}

func genArea() *rapid.Generator[city.Area] {
	return rapid.Custom(func(rt *rapid.T) city.Area {
		text := rapid.String()
		point := rapid.Custom(func(rt *rapid.T) geo.Point {
			return geo.Point{X: rapid.Int32().Draw(rt, "x"), Y: rapid.Int32().Draw(rt, "y")}
		})
		a := city.Area{
			Layer: text.Draw(rt, "layer"), Code: text.Draw(rt, "code"), Parent: text.Draw(rt, "parent"),
			Names:      city.Names{Zh: text.Draw(rt, "zh"), ZhHant: text.Draw(rt, "hant"), En: text.Draw(rt, "en")},
			Shape:      geo.MultiPolygon{},
			Households: rapid.Ptr(rapid.Int64(), true).Draw(rt, "households"), Population: rapid.Ptr(rapid.Int64(), true).Draw(rt, "population"),
			Source: text.Draw(rt, "source"), DataDate: text.Draw(rt, "data_date"),
		}
		if former := rapid.SliceOfN(text, 0, 3).Draw(rt, "former"); len(former) > 0 {
			a.Former = former
		}
		if class := rapid.MapOfN(text, text, 0, 5).Draw(rt, "class"); len(class) > 0 {
			a.Class = class
		}
		for range rapid.IntRange(0, 3).Draw(rt, "polygons") {
			p := geo.Polygon{}
			for range rapid.IntRange(0, 2).Draw(rt, "rings") {
				p = append(p, append(geo.Ring{}, rapid.SliceOfN(point, 0, 6).Draw(rt, "ring")...))
			}
			a.Shape = append(a.Shape, p)
		}
		return a
	})
}

func genPeriod(rt *rapid.T) city.Period {
	date := rapid.OneOf(rapid.Just(city.OpenStart), rapid.Custom(func(rt *rapid.T) city.Date {
		return city.Date(rapid.Int32Range(int32(city.FirstDate), int32(city.LastDate)).Draw(rt, "date"))
	}))
	p := city.Period{From: date.Draw(rt, "from"), To: date.Draw(rt, "to")}
	if p.To == city.OpenStart {
		p.To = city.OpenEnd
	}
	return p
}

func TestAreaRoundTrip(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		a := genArea().Draw(rt, "area")
		b, err := city.Encode(&a)
		if err != nil {
			rt.Fatal(err)
		}
		got, err := city.Decode(city.KindArea, b)
		if err != nil || !reflect.DeepEqual(got, city.Content(&a)) {
			rt.Fatalf("%+v\ncomes back as\n%+v (%v)", a, got, err)
		}
		again, err := city.Encode(got)
		if err != nil || !bytes.Equal(again, b) {
			rt.Fatalf("two encodings of one content:\n%x\n%x (%v)", b, again, err)
		}
	})
}

func TestEntryRoundTrip(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		a := genArea().Draw(rt, "area")
		e := city.Entry{Op: rapid.SampledFrom([]city.Op{city.Put, city.Delete, city.Restore}).Draw(rt, "op"), Key: a.Key(), Valid: genPeriod(rt)}
		switch e.Op {
		case city.Put:
			e.Content = &a
		case city.Delete:
			if s := rapid.SliceOfN(rapid.String(), 0, 3).Draw(rt, "successors"); len(s) > 0 {
				e.Successors = s
			}
		case city.Restore:
			for range rapid.IntRange(0, 3).Draw(rt, "versions") {
				e.Versions = append(e.Versions, city.Record{Content: &a, ID: rapid.Int64Range(1, 1<<53-1).Draw(rt, "id"), Valid: genPeriod(rt)})
			}
		}
		id := rapid.Int64Range(1, 1<<53-1).Draw(rt, "id")
		b, err := city.EncodeEntry(&e, id)
		if err != nil {
			rt.Fatal(err)
		}
		got, gotID, err := city.DecodeEntry(b)
		if err != nil || gotID != id || !reflect.DeepEqual(got, e) {
			rt.Fatalf("%+v (id %d)\ncomes back as\n%+v (id %d, %v)", e, id, got, gotID, err)
		}
	})
}

// TestCanonicalBytes pins the bytes that are hashed: an RFC 8949 §4.2.1 map with its keys
// in byte order of their encodings, empty values left out. Changing them breaks every chain.
func TestCanonicalBytes(t *testing.T) {
	households := int64(500)
	a := city.Area{
		Layer: "grid", Code: "g1", Names: city.Names{Zh: "网格"}, Shape: geo.MultiPolygon{{{{X: 0, Y: -1}, {X: 24, Y: 0}, {X: 256, Y: 70000}}}},
		Class: map[string]string{"bb": "2", "a": "1", "c": "3"}, Households: &households,
	}
	b, err := city.Encode(&a)
	if err != nil {
		t.Fatal(err)
	}
	const want = "a6" +
		"64636f6465" + "626731" + // "code": "g1"
		"65636c617373" + "a3" + "6161" + "6131" + "6163" + "6133" + "626262" + "6132" + // "class": {"a": "1", "c": "3", "bb": "2"}
		"656c61796572" + "6467726964" + // "layer": "grid"
		"656e616d6573" + "a1" + "627a68" + "66e7bd91e6a0bc" + // "names": {"zh": "网格"}
		"657368617065" + "81" + "81" + "86" + "00" + "20" + "1818" + "00" + "190100" + "1a00011170" + // "shape"
		"6a686f757365686f6c6473" + "1901f4" // "households": 500
	if got := hex.EncodeToString(b); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestChainHash is the formula of the design, written a second time.
func TestChainHash(t *testing.T) {
	prev := sha256.Sum256([]byte("before"))
	log := []city.LogEntry{{Body: []byte("one")}, {Body: []byte("two"), Seq: 1}}
	text := append(slices.Clone(prev[:]), binary.BigEndian.AppendUint64(nil, 0x0102030405)...)
	text = append(text, "时间线"...)
	for _, e := range log {
		sum := sha256.Sum256(e.Body)
		text = append(text, sum[:]...)
	}
	if got := city.ChainHash(prev, 0x0102030405, "时间线", log); got != sha256.Sum256(text) {
		t.Errorf("got %x", got)
	}
}

// TestContentHash: content and key count; ids, revisions, periods and order do not.
func TestContentHash(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var vs []city.Version
		for i := range rapid.IntRange(0, 5).Draw(rt, "n") {
			a := genArea().Draw(rt, "area")
			a.Code += string(rune('0' + i)) // keys differ
			vs = append(vs, city.Version{Area: a, ID: int64(i), Valid: genPeriod(rt)})
		}
		hash := func(vs []city.Version) [32]byte {
			h, err := city.ContentHash(city.Records(vs))
			if err != nil {
				rt.Fatal(err)
			}
			return h
		}
		want := hash(vs)
		other := rapid.Permutation(vs).Draw(rt, "order")
		for i := range other {
			other[i].ID, other[i].RevFrom, other[i].Valid = 99, 7, city.Always()
		}
		if hash(other) != want {
			rt.Fatal("ids, revisions, periods or order count")
		}
		if len(other) > 0 {
			other[0].Source += "x"
			if hash(other) == want {
				rt.Fatal("content does not count")
			}
			if hash(other[1:]) == want {
				rt.Fatal("an area more or less does not count")
			}
		}
	})
}

func TestDecodeRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"nothing": "", "no map": "01", "cut": "a164", "half a point": "a1657368617065818183000102",
		"point too far": "a16573686170658181821b00000001000000000a", "text that is no UTF-8": "a164636f646561ff", "more behind": "a000",
	} {
		b, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		if a, err := city.Decode(city.KindArea, b); err == nil {
			t.Errorf("%s: read as %+v", name, a)
		}
	}
	for name, text := range map[string]string{
		"nothing": "", "bad date": "a16466726f6d6378797a", "bad area": "a1646172656101", "bad area inside": "a16876657273696f6e7381a1646172656101",
		"bad date inside": "a16876657273696f6e7381a26466726f6d61786461726561a0",
	} {
		b, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		if e, _, err := city.DecodeEntry(b); err == nil {
			t.Errorf("%s: read as %+v", name, e)
		}
	}
}

// FuzzDecodeArea: what can be read has one canonical form, which reads the same.
func FuzzDecodeArea(f *testing.F) {
	a := city.Area{Layer: "grid", Code: "g", Shape: square, Class: map[string]string{"a": "b"}, Former: []string{"f"}}
	b, err := city.Encode(&a)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte{0xa0})
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := city.Decode(city.KindArea, b)
		if err != nil {
			return
		}
		canonical, err := city.Encode(a)
		if err != nil {
			t.Fatal(err)
		}
		again, err := city.Decode(city.KindArea, canonical)
		if err != nil {
			t.Fatalf("the canonical form of %x cannot be read: %v", b, err)
		}
		if twice, err := city.Encode(again); err != nil || !bytes.Equal(twice, canonical) {
			t.Fatalf("%x has the forms %x and %x (%v)", b, canonical, twice, err)
		}
	})
}

// FuzzDecodeEntry: the same for log bodies.
func FuzzDecodeEntry(f *testing.F) {
	a := city.Area{Layer: "grid", Code: "g", Shape: square}
	put, del := city.PutArea(a, city.Always()), city.DeleteArea(a.Key(), 20000, "h")
	restore := city.Entry{Op: city.Restore, Key: a.Key(), Valid: city.Always(), Versions: []city.Record{{Content: &a, ID: 5, Valid: city.Period{From: 0, To: 10}}}}
	for _, e := range []city.Entry{put, del, restore} {
		b, err := city.EncodeEntry(&e, 5)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		e, id, err := city.DecodeEntry(b)
		if err != nil {
			return
		}
		canonical, err := city.EncodeEntry(&e, id)
		if err != nil {
			t.Fatal(err)
		}
		again, againID, err := city.DecodeEntry(canonical)
		if err != nil || againID != id {
			t.Fatalf("the canonical form of %x cannot be read: %v", b, err)
		}
		if twice, err := city.EncodeEntry(&again, id); err != nil || !bytes.Equal(twice, canonical) {
			t.Fatalf("%x has the forms %x and %x (%v)", b, canonical, twice, err)
		}
	})
}
