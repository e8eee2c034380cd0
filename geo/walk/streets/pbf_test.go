package streets_test

import (
	"encoding/binary"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/geo/walk/streets"
)

// pbfNodes are two nodes in columns, the second with a gate, and one that stands alone, at
// 110°, 110.001° and 110.002° E, 30° N, in steps of 100 nanodegrees.
func pbfNodes() []byte {
	dense := bts(2, deltas(1, 1, 2), deltas(8, 300_000_000, 300_000_000), deltas(9, 1_100_000_000, 1_100_010_000), packed(10, 0, 1, 2, 0))
	alone := bts(1, num(1, zig(3)), num(8, zig(300_000_000)), num(9, zig(1_100_020_000)))
	return bts(2, dense, alone)
}

// pbfWay is a footway over the three nodes.
func pbfWay() []byte {
	return bts(2, bts(3, num(1, 7), packed(2, 3), packed(3, 4), deltas(8, 1, 2, 3)))
}

func pbfTexts() []byte {
	return texts("barrier", "gate", "highway", "footway", "natural", "water", "type", "multipolygon")
}

func pbfFile(t testing.TB, block ...[]byte) []byte {
	t.Helper()
	return append(header(t), blob(t, "OSMData", slices.Concat(block...))...)
}

func TestPBF(t *testing.T) {
	// The texts stand behind the groups, which is allowed.
	n := read(t, file(t, "a.osm.pbf", pbfFile(t, pbfNodes(), pbfWay(), pbfTexts())), streets.Options{})
	lines := byCode(n)
	want := geo.Line{{X: 1_100_000_000, Y: 300_000_000}, {X: 1_100_010_000, Y: 300_000_000}, {X: 1_100_020_000, Y: 300_000_000}}
	if l := lines["W7"]; len(l.Shape) != 1 || !slices.Equal(l.Shape[0], want) || l.Class["class"] != "footway" {
		t.Errorf("the way is %+v", l)
	}
	if l := lines["N2"]; len(l.Shape) != 1 || l.Class["class"] != streets.Gate || l.Shape[0][1] != want[1] {
		t.Errorf("the gate is %+v", l)
	}
	if n.Format != "osm_pbf" || n.Source != streets.OSMSource {
		t.Errorf("%s of %s", n.Format, n.Source)
	}
}

// TestPBFPlaces: granularity and offsets, and the rounding half away from zero.
func TestPBFPlaces(t *testing.T) {
	group := bts(2, bts(2, deltas(1, 1, 2), deltas(8, -3, 5), deltas(9, 7, 8)))
	way := bts(2, bts(3, num(1, 7), packed(2, 3), packed(3, 4), deltas(8, 1, 2)))
	steps := slices.Concat(num(17, 50), num(19, 1_000_000_000), num(20, uint64(0xffffffffffffffff-2_000_000_000+1)))
	n := read(t, file(t, "a.osm.pbf", pbfFile(t, pbfTexts(), group, way, steps)), streets.Options{})
	want := geo.Line{{X: -19_999_997, Y: 9_999_999}, {X: -19_999_996, Y: 10_000_003}}
	if got := n.Lines[0].Shape[0]; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestBadPBF(t *testing.T) {
	good := pbfFile(t, pbfTexts(), pbfNodes(), pbfWay())
	group := func(parts ...[]byte) []byte { return pbfFile(t, pbfTexts(), bts(2, parts...)) }
	size := func(n uint32) []byte { return binary.BigEndian.AppendUint32(nil, n) }
	for name, c := range map[string]struct {
		content    []byte
		kind, word string
	}{
		"cut":              {good[:len(good)-5], codec.KindTruncated, "blob 2"},
		"cut size":         {append(slices.Clone(good), 0, 0), codec.KindTruncated, "blob 3"},
		"huge header":      {append(header(t), size(1<<30)...), codec.KindMalformed, "1073741824 bytes"},
		"huge blob":        {append(header(t), append(size(12), slices.Concat(bts(1, []byte("OSMData")), num(3, 33<<20))[:12]...)...), codec.KindMalformed, "blob 2"},
		"bomb":             {append(header(t), framed("OSMData", slices.Concat(num(2, 1<<40), bts(3, []byte("x"))))...), codec.KindMalformed, "unpack"},
		"no zlib":          {append(header(t), framed("OSMData", slices.Concat(num(2, 10), bts(3, []byte("xxxxxxxxxx"))))...), codec.KindMalformed, "unpack"},
		"lzma":             {append(header(t), framed("OSMData", bts(4, []byte("x")))...), codec.KindUnknownFormat, "LZMA"},
		"history":          {blob(t, "OSMHeader", bts(4, []byte("HistoricalInformation"))), codec.KindUnknownFormat, "HistoricalInformation"},
		"text index":       {group(bts(3, num(1, 7), packed(2, 99), packed(3, 4))), codec.KindMalformed, "way 7"},
		"keys and values":  {group(bts(3, num(1, 7), packed(2, 3), packed(3, 4, 4))), codec.KindMalformed, "way 7"},
		"way without id":   {group(bts(3, packed(2, 3), packed(3, 4))), codec.KindMalformed, "without an id"},
		"columns":          {group(bts(2, deltas(1, 1, 2), deltas(8, 1), deltas(9, 1, 2))), codec.KindMalformed, "2 nodes, 1 latitudes"},
		"tags not ended":   {group(bts(2, deltas(1, 1), deltas(8, 1), deltas(9, 1), packed(10, 1, 2))), codec.KindMalformed, "node 1"},
		"key alone":        {group(bts(2, deltas(1, 1), deltas(8, 1), deltas(9, 1), packed(10, 1))), codec.KindMalformed, "node 1"},
		"members":          {group(bts(4, num(1, 5), deltas(9, 1, 2), packed(10, 1))), codec.KindMalformed, "relation 5"},
		"broken message":   {pbfFile(t, []byte{0xff, 0xff, 0xff}), codec.KindMalformed, "broken"},
		"no street at all": {header(t), codec.KindEmpty, "no street"},
	} {
		fe := faultOf(t, file(t, "a.osm.pbf", c.content), streets.Options{})
		if fe.Kind != c.kind || !strings.Contains(fe.Error(), c.word) {
			t.Errorf("%s: %s: %v, want %s with %q", name, fe.Kind, fe, c.kind, c.word)
		}
	}
}

func TestWrongExtension(t *testing.T) {
	for _, name := range []string{"a.osm.pbf", "a.osm", "a.graphml"} {
		if fe := faultOf(t, file(t, name, []byte("hello")), streets.Options{}); fe.Kind != codec.KindWrongExtension {
			t.Errorf("%s: %v", name, fe)
		}
	}
}

func FuzzOSMPBF(f *testing.F) {
	f.Add(pbfFile(f, pbfTexts(), pbfNodes(), pbfWay()))
	// Not packed, so that the fuzzer reaches the messages.
	f.Add(append(header(f), framed("OSMData", bts(1, pbfTexts(), pbfNodes(), pbfWay()))...))
	f.Fuzz(func(t *testing.T, content []byte) { survive(t, "a.osm.pbf", content) })
}

// FuzzOSMBlock feeds the inside of a block.
func FuzzOSMBlock(f *testing.F) {
	f.Add(slices.Concat(pbfTexts(), pbfNodes(), pbfWay()))
	f.Fuzz(func(t *testing.T, block []byte) {
		survive(t, "a.osm.pbf", append(header(t), framed("OSMData", bts(1, block))...))
	})
}

func FuzzOSMXML(f *testing.F) {
	f.Add([]byte(compound))
	f.Fuzz(func(t *testing.T, content []byte) { survive(t, "a.osm", content) })
}

// survive reads a file of a fuzzer: lines that a store takes, or an error with a name.
func survive(t *testing.T, name string, content []byte) {
	t.Helper()
	path := t.TempDir() + "/" + name
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	n, err := streets.Read(t.Context(), path, streets.Options{Limits: streets.Limits{FileBytes: 1 << 20, Nodes: 10_000, Ways: 1000, Refs: 20_000}, Class: "highway=path"})
	if !named(err) {
		t.Fatalf("an error without a name: %v", err)
	}
	if err != nil {
		return
	}
	codes := map[string]bool{}
	for _, l := range n.Lines {
		if codes[string(l.Kind)+l.Code] {
			t.Fatalf("%s is there twice", l.Code)
		}
		codes[string(l.Kind)+l.Code] = true
		if len(l.Shape) == 0 || l.Class["class"] == "" {
			t.Fatalf("%+v", l)
		}
		for _, part := range l.Shape {
			if len(part) < 2 {
				t.Fatalf("%s has a part of %d points", l.Code, len(part))
			}
		}
	}
}
