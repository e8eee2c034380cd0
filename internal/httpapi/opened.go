package httpapi

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// openedAnswer tells what is open to who has no account.
type openedAnswer struct {
	Opened []string      `json:"opened" doc:"keys that are open; all = every layer and kind, those to come included"`
	All    []openableRow `json:"all" doc:"what can be opened: layers, buildings, lines, kinds of places; never persons"`
}

type openableRow struct {
	Key   string     `json:"key"`
	Kind  string     `json:"kind" enum:"layer,building,line,place"`
	Name  city.Label `json:"name"`
	Count int        `json:"count" doc:"how many things of it are in force"`
	Open  bool       `json:"open"`
	// Internal and Restricted count, over all dates, what was handed over for others than everybody.
	Internal   int `json:"internal" doc:"things of it, of all dates, whose permission class is internal"`
	Restricted int `json:"restricted" doc:"things of it, of all dates, whose permission class is restricted"`
}

// openBody is what is to be opened and closed.
type openBody struct {
	Open  []string `json:"open,omitempty" doc:"keys to open; all = everything"`
	Close []string `json:"close,omitempty" doc:"keys to close; all = everything, before open is looked at"`
	// EvenRestricted is the answer to the second question.
	EvenRestricted bool `json:"even_restricted,omitempty" doc:"true: open also what holds things whose permission class is internal or restricted"`
}

// checkClassed refuses to open, unless that is said knowingly, what holds things that were handed over
// for others than everybody.
func (b *openBody) checkClassed(ctx context.Context, a *atlas.Atlas, open access.Opening) error {
	if b.EvenRestricted {
		return nil
	}
	keys := b.Open
	if slices.Contains(keys, access.OpenAll) {
		keys = access.Openable(a.Current().Scheme)
	}
	keys = slices.DeleteFunc(slices.Clone(keys), open.Has)
	classed, err := a.ClassedEver(ctx, keys)
	if err != nil {
		return err
	}
	for _, key := range keys {
		if n := classed[key]; n.Any() {
			return city.Errorf(city.Conflict, "classed_data", "%s holds %d things whose permission class is internal and %d that are restricted: say even_restricted to open it all the same", key, n.Internal, n.Restricted)
		}
	}
	return nil
}

// maxOpenBody holds more keys than a scheme can have.
const maxOpenBody = 64 << 10

// openables lists what can be opened.
func openables(pic *atlas.Picture, open access.Opening) []openableRow {
	out, classed := []openableRow{}, pic.Classed()
	add := func(kind, key string, name city.Label, count int) {
		n := classed[key]
		out = append(out, openableRow{Key: key, Kind: kind, Name: name, Count: count, Open: open.Has(key), Internal: n.Internal, Restricted: n.Restricted})
	}
	for _, l := range pic.Layers() {
		add("layer", l.Key, l.Name, l.Areas)
	}
	add("building", city.LayerBuilding, city.Label{Zh: "建筑", En: "Buildings"}, pic.Buildings())
	for _, l := range pic.Lines() {
		add("line", l.Key, pic.LineName(l.Key), l.Count)
	}
	for _, k := range pic.PlaceKinds() {
		add("place", k.Key, k.Name, k.Count)
	}
	return out
}

func (s *Server) opened(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	open, err := s.cfg.Gate.Opened(r.Context())
	if err != nil {
		return err
	}
	w.Header()["Content-Type"] = headJSON
	s.write(w, r, encode(openedAnswer{Opened: append([]string{}, open.Keys()...), All: openables(s.atlas.Current(), open)}))
	return nil
}

// setOpened opens and closes, and tells what is open then.
func (s *Server) setOpened(w http.ResponseWriter, r *http.Request, q url.Values) error {
	var body openBody
	if err := record(w, r, maxOpenBody, &body); err != nil {
		return err
	}
	known := append(access.Openable(s.atlas.Current().Scheme), access.OpenAll)
	for _, list := range [][]string{body.Open, body.Close} {
		for _, key := range list {
			if !slices.Contains(known, key) {
				return city.Errorf(city.Invalid, "bad_opened", "%s is no layer and no kind of places that can be opened", quote(key))
			}
		}
	}
	if err := s.changeOpened(r.Context(), &body); err != nil {
		return err
	}
	return s.opened(w, r, q)
}

// changeOpened looks at what is classed, and opens and closes. Opening waits for who is writing such data
// (heldOpening) and, in whatever process, to the store at all; closing for nobody.
func (s *Server) changeOpened(ctx context.Context, body *openBody) error {
	if len(body.Open) == 0 || s.cfg.Editor == nil {
		return s.judgeOpened(ctx, body)
	}
	s.opensAlone.Lock()
	defer s.opensAlone.Unlock()
	return s.cfg.Editor.Alone(ctx, func(ctx context.Context) error { return s.judgeOpened(ctx, body) })
}

// judgeOpened refuses to open what is not open at this moment, whatever this process knew of it, and is classed.
func (s *Server) judgeOpened(ctx context.Context, body *openBody) error {
	open, err := s.cfg.Gate.OpenedNow(ctx)
	if err != nil {
		return err
	}
	if err := body.checkClassed(ctx, s.atlas, open); err != nil {
		return err
	}
	return s.cfg.Gate.ChangeOpened(ctx, callerIn(ctx), access.Openable(s.atlas.Current().Scheme), body.Open, body.Close)
}

// previewAnswer is what somebody without an account would see of a layer that is opened.
type previewAnswer struct {
	shown
	Key        string           `json:"key"`
	Name       city.Label       `json:"name"`
	Count      int              `json:"count" doc:"how many things are in force"`
	Attributes []string         `json:"attributes" doc:"what is told of each"`
	Zooms      *[2]int          `json:"zooms" doc:"first and last zoom of its tiles; null where it has none"`
	Samples    []map[string]any `json:"samples" doc:"up to five features, as /ogc/collections gives them"`
}

// mostSamples is how many features a preview shows.
const mostSamples = 5

func (s *Server) previewOpened(w http.ResponseWriter, r *http.Request, q url.Values) error {
	pic, key := s.atlas.Current(), q.Get("key")
	rows := openables(pic, access.Opening{})
	i := slices.IndexFunc(rows, func(o openableRow) bool { return o.Key == key })
	if i < 0 {
		return &badParameter{name: "key", code: "bad_opened", msg: quote(key) + " is no layer and no kind of places that can be opened"}
	}
	ans := previewAnswer{shown: shownBy(pic), Key: key, Name: rows[i].Name, Count: rows[i].Count, Attributes: []string{}, Samples: []map[string]any{}}
	if slices.Contains(pic.CollectionKeys(), key) { // lines and buildings that a city has not are in none
		if err := s.sampled(r, pic, &ans); err != nil {
			return err
		}
	}
	if slices.Contains(pic.TileKeys(), key) {
		lo, hi := pic.TileZooms([]string{key})
		ans.Zooms = &[2]int{lo, hi}
	}
	return s.document(w, r, pic, ans)
}

// sampled adds attributes and features as strangers get them.
func (s *Server) sampled(r *http.Request, pic *atlas.Picture, ans *previewAnswer) error {
	c, err := pic.Collection(ans.Key)
	if err != nil {
		return err
	}
	ans.Attributes = append(ans.Attributes, propertyNames(c)...)
	leave, err := s.ogc.make(r.Context())
	if err != nil {
		return err
	}
	defer leave()
	list, _, err := pic.Features(r.Context(), c, atlas.FeatureQuery{Limit: mostSamples})
	if err != nil {
		return err
	}
	for i := range list {
		out := &featureWriter{pic: pic, c: c, sys: &ogcSystem{uri: crs84}}
		out.feature(&list[i], nil)
		if out.fail != nil {
			return out.fail
		}
		var sample map[string]any
		if err := json.Unmarshal(out.out, &sample); err != nil {
			return err
		}
		ans.Samples = append(ans.Samples, sample)
	}
	return nil
}

// openedRoutes are there where there are accounts.
func (s *Server) openedRoutes() []Route {
	if s.cfg.Gate == nil {
		return nil
	}
	key := Param{Name: "key", Type: Text, Required: true, Example: "street", Says: city.Label{Zh: "图层、building、线或点位类别的键", En: "key of a layer, building, a layer of lines or a kind of places"}}
	return []Route{{
		Method: "GET", Pattern: "/api/v1/opened", Name: "getOpened", Action: "publish", Personal: Account, Cost: Cheap,
		Summary: city.Label{Zh: "对无账号者公开了什么", En: "What is open to who has no account"},
		Answers: []Answer{{jsonType, openedAnswer{}}}, handle: s.opened,
	}, {
		Method: "POST", Pattern: "/api/v1/opened", Name: "setOpened", Action: "publish", Personal: Account, Cost: Cheap, Writes: true,
		Summary: city.Label{Zh: "公开或收回图层与点位类别", En: "Open and close layers and kinds of places"},
		Body:    &Body{Of: openBody{}}, Answers: []Answer{{jsonType, openedAnswer{}}},
		Fails: Fails{400: {"bad_opened", "repeated_parameter"}, 409: {"classed_data"}, 413: {"too_many_opened"}, 503: {"disk_full", "store_read_only"}}, handle: s.setOpened,
	}, {
		Method: "GET", Pattern: "/api/v1/opened/preview", Name: "previewOpened", Action: "publish", Personal: Account, Cost: Work,
		Summary: city.Label{Zh: "公开一个图层后，无账号者会看到什么", En: "What somebody without an account would see of a layer"},
		Params:  []Param{key}, Answers: []Answer{{jsonType, previewAnswer{}}}, Fails: Fails{400: {"bad_opened"}}, handle: s.previewOpened,
	}}
}
