package atlas

import (
	"bytes"
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

// fill sets every field of a value at random, whatever fields there will be.
func fill(r *rand.Rand, v reflect.Value) {
	words := []string{"", "a", "红帆驿站", "a\"b", "\\", "<&>", "\u2028", "–", "\xff", "x\x00\n\t\b\x7f", "é\u2029", "370811001001007"}
	switch v.Kind() {
	case reflect.String:
		v.SetString(words[r.IntN(len(words))] + words[r.IntN(len(words))])
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Int, reflect.Int64:
		v.SetInt(r.Int64() >> r.IntN(63))
	case reflect.Float64:
		v.SetFloat([]float64{0, 1, -1, math.Copysign(0, -1), 116.58, 1e-7, 1e21, 1e-300, r.NormFloat64() * math.Pow(10, float64(r.IntN(60)-30))}[r.IntN(9)])
	case reflect.Slice:
		if n := r.IntN(4) - 1; n >= 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
		}
		fallthrough
	case reflect.Array:
		for i := range v.Len() {
			fill(r, v.Index(i))
		}
	case reflect.Pointer:
		if r.IntN(3) > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(r, v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && f.Tag.Get("json") != "-" {
				fill(r, v.Field(i))
			}
		}
	default:
		panic("a reply has a field of a kind that the test does not know: " + v.Type().String())
	}
}

// TestAppendJSON: the same bytes as encoding/json, for replies of every shape.
func TestAppendJSON(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 50_000 {
		var reply Reply
		fill(r, reflect.ValueOf(&reply).Elem())
		// A part that is there but was not asked for is none.
		reply.Border.Asked = reply.Border.Asked || reply.Border.BorderAnswer != nil
		reply.Coverage.Asked = reply.Coverage.Asked || reply.Coverage.CoverageAnswer != nil
		var want bytes.Buffer
		enc := json.NewEncoder(&want)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(reply); err != nil {
			t.Fatal(err)
		}
		// A value that writes itself is escaped for HTML by encoding/json in any case.
		expect := strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(want.String())
		if got := string(reply.AppendJSON([]byte("x"))); got[1:]+"\n" != expect || got[0] != 'x' {
			t.Fatalf("got  %q\nwant %q", got[1:], expect)
		}
	}
}

func BenchmarkReplyJSON(b *testing.B) {
	reply := Reply{Point: Point{116.58, 35.41, "wgs84"}, At: "2026-11-21T10:00:00+08:00", Revision: 42, Answer: Answer{Areas: []AreaAnswer{
		{Layer: "district", Code: "370811", Name: "任城区", Parent: "3708", Agrees: true}, {Layer: "street", Code: "370811001", Name: "古槐街道", Parent: "370811", Agrees: true},
		{Layer: "community", Code: "370811001001", Name: "北门大街社区", Parent: "370811001", Agrees: true}, {Layer: "grid", Code: "370811001001007", Name: "第七网格", Parent: "370811001001", Agrees: true},
	}}}
	b.Run("append", func(b *testing.B) {
		var buf []byte
		for b.Loop() {
			buf = reply.AppendJSON(buf[:0])
		}
	})
	b.Run("encoding/json", func(b *testing.B) {
		for b.Loop() {
			if _, err := json.Marshal(&reply); err != nil {
				b.Fatal(err)
			}
		}
	})
}
