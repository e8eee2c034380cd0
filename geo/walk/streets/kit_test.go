package streets_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/geo/walk/streets"
)

// compound is a walled compound of 200 m: a wall with a gate on it, a way through the gate, a
// locked gate on a path beside, a river with a bridge, a pond of two ways, and what is no
// concern of walking.
const compound = `<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
 <bounds minlat="30.0" minlon="110.0" maxlat="30.01" maxlon="110.01"/>
 <node id="1" lat="30.0010000" lon="110.0010000"/>
 <node id="2" lat="30.0010000" lon="110.0030000"/>
 <node id="3" lat="30.0030000" lon="110.0030000"/>
 <node id="4" lat="30.0030000" lon="110.0010000"/>
 <node id="5" lat="30.0010000" lon="110.0020000" timestamp="2024-02-03T04:05:06Z"><tag k="barrier" v="gate"/><tag k="name" v="南门"/></node>
 <node id="6" lat="30.0000000" lon="110.0020000"/>
 <node id="7" lat="30.0020000" lon="110.0020000"/>
 <node id="8" lat="30.0030000" lon="110.0020000"><tag k="barrier" v="gate"/><tag k="locked" v="yes"/></node>
 <node id="9" lat="30.0040000" lon="110.0020000"/>
 <node id="10" lat="30.0000000" lon="110.0000000"/>
 <node id="11" lat="30.0000000" lon="110.0040000"><tag k="highway" v="crossing"/><tag k="crossing" v="traffic_signals"/></node>
 <node id="12" lat="30.0000000" lon="110.0060000"/>
 <node id="13" lat="30.0000000" lon="110.0070000"><tag k="barrier" v="bollard"/></node>
 <node id="14" lat="30.0090000" lon="110.0090000"><tag k="barrier" v="gate"/></node>
 <node id="15" lat="30.0000000" lon="110.0050000"><tag k="barrier" v="zebra"/></node>
 <way id="100" timestamp="2023-01-01T00:00:00Z"><nd ref="10"/><nd ref="6"/><nd ref="11"/><nd ref="15"/><nd ref="12"/><nd ref="13"/><nd ref="99"/><tag k="highway" v="residential"/><tag k="name" v="环城路"/><tag k="name:en" v="Ring Road"/></way>
 <way id="101"><nd ref="6"/><nd ref="5"/><nd ref="7"/><tag k="highway" v="service"/><tag k="access" v="private"/></way>
 <way id="102"><nd ref="7"/><nd ref="8"/><nd ref="9"/><tag k="highway" v="footway"/></way>
 <way id="103"><nd ref="1"/><nd ref="5"/><nd ref="2"/><nd ref="3"/><nd ref="8"/><nd ref="4"/><nd ref="1"/><tag k="barrier" v="wall"/></way>
 <way id="104"><nd ref="1"/><nd ref="4"/><tag k="building" v="yes"/></way>
 <way id="105"><nd ref="9"/><nd ref="10"/><tag k="highway" v="construction"/></way>
 <way id="106"><nd ref="9"/><nd ref="10"/><tag k="highway" v="moonwalk"/></way>
 <way id="107"><nd ref="98"/><nd ref="99"/><tag k="highway" v="path"/></way>
 <way id="108"><nd ref="9"/><nd ref="12"/></way>
 <way id="109"><nd ref="12"/><nd ref="9"/><tag k="waterway" v="river"/></way>
 <way id="110"><nd ref="4"/><nd ref="4"/><tag k="highway" v="path"/></way>
 <way id="111"><nd ref="4"/><nd ref="9"/><tag k="railway" v="rail"/><tag k="bridge" v="yes"/></way>
 <relation id="1"><member type="way" ref="108" role="outer"/><member type="node" ref="1" role=""/><tag k="type" v="multipolygon"/><tag k="natural" v="water"/></relation>
</osm>
`

// file writes a file of the test.
func file(t testing.TB, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// byCode are the lines of a network by their codes.
func byCode(n *streets.Network) map[string]streets.Line {
	out := map[string]streets.Line{}
	for _, l := range n.Lines {
		out[l.Code] = l
	}
	return out
}

// faultOf is the error of reading a file, which must be one that names the file.
func faultOf(t *testing.T, path string, o streets.Options) *codec.FileError {
	t.Helper()
	_, err := streets.Read(t.Context(), path, o)
	var fe *codec.FileError
	if !errors.As(err, &fe) {
		t.Fatalf("%v is no fault of the file", err)
	}
	if fe.File != path {
		t.Errorf("%v does not name the file", err)
	}
	return fe
}

// named is true of the errors that Read may give.
func named(err error) bool {
	var fe *codec.FileError
	var refusal *crs.Refusal
	var field *streets.FieldError
	return err == nil || errors.As(err, &fe) || errors.As(err, &refusal) || errors.As(err, &field)
}

// The little of protocol buffers that a PBF file of a test needs.

func num(field int, v uint64) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(nil, uint64(field)<<3), v)
}

func bts(field int, parts ...[]byte) []byte {
	b := bytes.Join(parts, nil)
	return append(binary.AppendUvarint(binary.AppendUvarint(nil, uint64(field)<<3|2), uint64(len(b))), b...)
}

func packed(field int, vs ...uint64) []byte {
	var b []byte
	for _, v := range vs {
		b = binary.AppendUvarint(b, v)
	}
	return bts(field, b)
}

func zig(v int64) uint64 { return uint64(v<<1) ^ uint64(v>>63) }

func deltas(field int, vs ...int64) []byte {
	var out []uint64
	last := int64(0)
	for _, v := range vs {
		out = append(out, zig(v-last))
		last = v
	}
	return packed(field, out...)
}

// blob is a blob of a PBF file, packed with zlib.
func blob(t testing.TB, kind string, content []byte) []byte {
	t.Helper()
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return framed(kind, append(num(2, uint64(len(content))), bts(3, z.Bytes())...))
}

// framed puts the header before a blob.
func framed(kind string, body []byte) []byte {
	head := append(bts(1, []byte(kind)), num(3, uint64(len(body)))...)
	out := binary.BigEndian.AppendUint32(nil, uint32(len(head)))
	return append(append(out, head...), body...)
}

// header is the first blob of a PBF file.
func header(t testing.TB) []byte {
	return blob(t, "OSMHeader", append(bts(4, []byte("OsmSchema-V0.6")), bts(4, []byte("DenseNodes"))...))
}

// texts is the table of texts of a block.
func texts(all ...string) []byte {
	parts := [][]byte{bts(1, nil)}
	for _, s := range all {
		parts = append(parts, bts(1, []byte(s)))
	}
	return bts(1, parts...)
}
