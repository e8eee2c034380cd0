package backup

import (
	"bytes"
	"encoding/hex"
	"io"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/gpkg"
)

const tinyScheme = `zone: Asia/Shanghai
layers:
  - {key: district, name: {zh: 区, en: District}, parent: "", partition: true}
`

// forgery is a file whose sum is right, whatever else is in it.
type forgery struct {
	manifest Manifest
	frames   []frame
	sum      Sum
	tail     string
}

type frame struct {
	kind byte
	json any
	raw  []byte
}

func (f *forgery) file(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := newFrames(&out)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.putJSON(manifestFrame, f.manifest); err != nil {
		t.Fatal(err)
	}
	for _, fr := range f.frames {
		if fr.raw == nil {
			err = w.putJSON(fr.kind, fr.json)
		} else {
			err = w.put(fr.kind, fr.raw)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if f.tail != "" {
		f.sum.SHA256 = hex.EncodeToString(w.sum.Sum(nil))
		if err := w.putJSON(sumFrame, f.sum); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w.out, f.tail); err != nil {
			t.Fatal(err)
		}
		if err := w.zip.Close(); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	if err := w.close(f.sum); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// district is an entry that puts a district.
func district(t *testing.T, code string) []byte {
	t.Helper()
	a := &city.Area{Layer: "district", Code: code, Names: city.Names{Zh: code},
		Shape: geo.MultiPolygon{{{{X: 0, Y: 0}, {X: 100, Y: 0}, {X: 100, Y: 100}, {X: 0, Y: 100}}}}}
	e := city.PutArea(*a, city.Always())
	body, err := city.EncodeEntry(&e, 1)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// sound is a file that is right: one revision with one district.
func sound(t *testing.T) *forgery {
	t.Helper()
	body := district(t, "a")
	r := city.Revision{Number: 1, Timeline: "t", Entries: 1}
	r.Hash = city.ChainHash(r.PrevHash, 1, "t", []city.LogEntry{{Body: body}})
	return &forgery{
		manifest: Manifest{StoreID: "s", Timeline: "t", Revision: 1, Hash: hex.EncodeToString(r.Hash[:]), Scheme: tinyScheme},
		frames:   []frame{{kind: revisionFrame, json: headOf(&r)}, {kind: entryFrame, raw: body}},
		sum:      Sum{Revisions: 1, Entries: 1},
	}
}

// TestForged: a file whose sum is right and whose content does not hold together is refused. The
// first case is right and shows that the others fail for what they change.
func TestForged(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*testing.T, *forgery)
		code   string
	}{
		"nothing":      {func(*testing.T, *forgery) {}, ""},
		"another body": {func(t *testing.T, f *forgery) { f.frames[1].raw = district(t, "b") }, "broken_log"},
		"no body":      {func(_ *testing.T, f *forgery) { f.frames[1].raw = []byte{0xff} }, "broken_backup"},
		"another head": {func(_ *testing.T, f *forgery) { f.manifest.Revision = 2 }, "broken_backup"},
		"a plan": {func(_ *testing.T, f *forgery) {
			f.manifest.Plans, f.sum.Plans = true, 1
			f.frames = append(f.frames, frame{kind: planFrame, json: Plan{Kind: "scenario", Name: "a1", Record: []byte("{}")}})
		}, ""},
		"a plan that climbs": {func(_ *testing.T, f *forgery) {
			f.manifest.Plans, f.sum.Plans = true, 1
			f.frames = append(f.frames, frame{kind: planFrame, json: Plan{Kind: "scenario", Name: "../a", Record: []byte("{}")}})
		}, "broken_backup"},
		"a plan that is not announced": {func(_ *testing.T, f *forgery) {
			f.sum.Plans = 1
			f.frames = append(f.frames, frame{kind: planFrame, json: Plan{Kind: "scenario", Name: "a1"}})
		}, "broken_backup"},
		"a plan too few":    {func(_ *testing.T, f *forgery) { f.manifest.Plans, f.sum.Plans = true, 1 }, "broken_backup"},
		"another hash":      {func(_ *testing.T, f *forgery) { f.manifest.Hash = hex.EncodeToString(make([]byte, 32)) }, "broken_backup"},
		"no scheme":         {func(_ *testing.T, f *forgery) { f.manifest.Scheme = "layers: 3" }, "bad_scheme"},
		"no store":          {func(_ *testing.T, f *forgery) { f.manifest.StoreID = "" }, "broken_backup"},
		"an entry too many": {func(_ *testing.T, f *forgery) { f.frames = append(f.frames, f.frames[1]); f.sum.Entries++ }, "broken_backup"},
		"an entry too few":  {func(_ *testing.T, f *forgery) { f.frames = f.frames[:1]; f.sum.Entries-- }, "broken_backup"},
		"the revision twice": {func(_ *testing.T, f *forgery) {
			f.frames = append(f.frames, f.frames...)
			f.sum = Sum{Revisions: 2, Entries: 2}
		}, "broken_log"},
		"a sum of more": {func(_ *testing.T, f *forgery) { f.sum.Rows = 1 }, "broken_backup"},
		"a key unannounced": {func(_ *testing.T, f *forgery) {
			f.frames = append(f.frames, frame{kind: keyFrame, json: personKey{Code: "p"}})
		}, "broken_backup"},
		"a row unannounced": {func(_ *testing.T, f *forgery) {
			f.frames = append(f.frames, frame{kind: accountFrame, raw: []byte("{}")})
		}, "broken_backup"},
		"a short key":         {func(_ *testing.T, f *forgery) { withKey(f, personKey{Code: "p", Key: []byte("short")}) }, "broken_backup"},
		"a key of no code":    {func(_ *testing.T, f *forgery) { withKey(f, personKey{Code: "", Key: make([]byte, 32)}) }, "broken_backup"},
		"a key twice":         {func(_ *testing.T, f *forgery) { withKey(f, personKey{Code: "p"}); withKey(f, personKey{Code: "p"}) }, "broken_backup"},
		"a row of no table":   {func(_ *testing.T, f *forgery) { withRow(f, `{"table":"sqlite_master","values":["x"]}`) }, "broken_backup"},
		"a row too short":     {func(_ *testing.T, f *forgery) { withRow(f, `{"table":"opened","values":[]}`) }, "broken_backup"},
		"a row of wrong type": {func(_ *testing.T, f *forgery) { withRow(f, `{"table":"opened","values":[{"a":1}]}`) }, "broken_backup"},
		"an unknown part":     {func(_ *testing.T, f *forgery) { f.frames = append(f.frames, frame{kind: 'Z', raw: []byte("z")}) }, "broken_backup"},
		"more behind the end": {func(_ *testing.T, f *forgery) { f.tail = "x" }, "broken_backup"},
	} {
		f := sound(t)
		c.change(t, f)
		err := restoreBytes(t, f.file(t))
		if city.CodeOf(err) != c.code && (err != nil || c.code != "") {
			t.Errorf("%s: %v (%s), want %q", name, err, city.CodeOf(err), c.code)
		}
	}
}

func withKey(f *forgery, k personKey) {
	f.manifest.Keys = true
	f.frames = append(f.frames, frame{kind: keyFrame, json: k})
	if k.Key == nil {
		f.sum.Erased++
	} else {
		f.sum.Keys++
	}
}

func withRow(f *forgery, text string) {
	f.manifest.Accounts = true
	f.frames = append(f.frames, frame{kind: accountFrame, raw: []byte(text)})
	f.sum.Rows++
}

func restoreBytes(t *testing.T, file []byte) error {
	t.Helper()
	b, err := Open(bytes.NewReader(file))
	if err != nil {
		return err
	}
	defer b.Close()
	sink, err := gpkg.NewRestore(t.Context(), t.TempDir()+"/back.gpkg", b.Scheme, b.Manifest.StoreID)
	if err != nil {
		return err
	}
	_, err = b.Into(t.Context(), sink)
	return err
}

// FuzzOpen: no file makes a reader fail otherwise than with an error.
func FuzzOpen(f *testing.F) {
	f.Add([]byte(magic))
	f.Add([]byte(ageMagic + "v1\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		b, err := Open(bytes.NewReader(file))
		if err != nil {
			return
		}
		defer b.Close()
		_, _ = b.Into(t.Context(), nil) // that it ends is all
	})
}
