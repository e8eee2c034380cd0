package httpapi

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/plan/balance"
)

// maxBalanceBody bounds the body of a question for a split.
const maxBalanceBody = 64 << 10

// balanceAnswer says which areas do not keep to the norm.
type balanceAnswer struct {
	Date  string `json:"date" doc:"the civil date, in the city's zone, of which it is said"`
	Exact bool   `json:"exact" doc:"false: by what anybody may know of the households of areas; the others are among unknown"`
	*balance.List
}

// splitAnswer is a proposal, or why there is none.
type splitAnswer struct {
	Date string `json:"date" doc:"the civil date, in the city's zone, of which it is said"`
	*balance.Proposal
}

// paramBalanceLayer is the layer whose norm is asked of, that of grids when left out, as on the command line.
var paramBalanceLayer = Param{
	Name: "layer", Type: Text, Default: city.LayerGrid,
	Says: city.Label{Zh: "图层的键，见 /api/v1/layers；省略即网格", En: "key of a layer, see /api/v1/layers; grids when left out"},
}

// balanceList lists the areas that do not keep to the norm: by their households for who may read these,
// else by what anybody may know of them.
func (s *Server) balanceList(w http.ResponseWriter, r *http.Request, q url.Values) error {
	pic, layer := s.atlas.Current(), cmp.Or(q.Get("layer"), city.LayerGrid)
	if err := answers(pic, layer); err != nil {
		return err
	}
	if _, err := balance.NormOf(pic.Scheme, layer); err != nil {
		return &badParameter{name: "layer", code: "no_norm", msg: err.Error()}
	}
	c, err := s.balancing.Of(r.Context(), pic, layer)
	if err != nil {
		return err
	}
	exact := s.exactHere(r)
	list, err := c.List(!exact)
	if err != nil {
		return err
	}
	ans := balanceAnswer{pic.Date.String(), exact, list}
	if exact { // no cache keeps it: under the same address a stranger is told another list
		return s.planned(w, r, http.StatusOK, ans)
	}
	return s.document(w, r, pic, ans)
}

// splittable judges what can be judged of the question for a split before any work.
func splittable(pic *atlas.Picture, layer string, parts int) error {
	if err := answers(pic, layer); err != nil {
		return err
	}
	if parts != 0 && (parts < 2 || parts > balance.MostParts) {
		return &badParameter{name: "parts", code: "out_of_range", msg: fmt.Sprintf("parts must lie between 2 and %d", balance.MostParts)}
	}
	return nil
}

// balanceSplit proposes a split. Like the report of a dry run it holds sums of few homes
// only where the scheme lets them be told.
func (s *Server) balanceSplit(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	var ask balance.Ask
	if err := record(w, r, maxBalanceBody, &ask); err != nil {
		return err
	}
	pic := s.atlas.Current()
	if err := splittable(pic, ask.Layer, ask.Parts); err != nil {
		return err
	}
	p, err := s.balancing.Propose(r.Context(), pic, ask)
	if err != nil {
		return err
	}
	homes, households := pic.Scheme.Privacy.Limits()
	p.Veil(homes, int64(households))
	return s.document(w, r, pic, splitAnswer{pic.Date.String(), p})
}

func (s *Server) balanceRoutes() []Route {
	return []Route{{
		Method: "GET", Pattern: "/api/v1/balance", Name: "listBalance", Action: "balance.read", Personal: Public, Cost: Heavy,
		Summary: city.Label{Zh: "哪些网格的户数高于或低于规模标准", En: "The areas that have more households, or fewer, than the norm"},
		Params:  []Param{paramBalanceLayer}, Answers: []Answer{{jsonType, balanceAnswer{}}}, Fails: Fails{400: {"unknown_layer", "no_norm"}}, handle: s.balanceList,
	}, {
		Method: "POST", Pattern: "/api/v1/balance", Name: "proposeSplit", Action: "balance.plan", Personal: Public, Cost: Heavy, Writes: true,
		Summary: city.Label{
			Zh: "为一个网格拟定拆分方案：沿街巷分成户数均衡、相连的几块；答案可直接交给 /api/v1/changes 试算",
			En: "A proposed split of an area along streets into connected parts of about equal households, as a change for a dry run",
		},
		Body: &Body{Of: balance.Ask{}}, Answers: []Answer{{jsonType, splitAnswer{}}},
		Fails: Fails{400: {"unknown_layer", "no_norm", "out_of_range", "missing_parameter"}, 404: {"unknown_code"}, 409: {"no_households", "within_norm"}, 413: {"too_many_parts"}}, handle: s.balanceSplit,
	}}
}
