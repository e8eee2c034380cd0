package httpapi

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/atlas/address"
	"github.com/redsail/redsail/internal/city"
)

const maxAddressBody = 4 << 10

// addressParams are those of one address.
var addressParams = []Param{
	{Name: "address", Type: Text, Required: true, Example: "新名街1号3栋2单元501室", Says: city.Label{Zh: "要找的地址，至多 200 字", En: "the address, at most 200 characters"}},
	{Name: "limit", Type: Integer, Least: 1, Most: address.MaxCandidates, Default: "10", Says: city.Label{Zh: "至多几个候选", En: "the largest number of candidates"}},
	paramAt,
	paramRevision,
}

// addressBulkParams are those of many addresses, in the query.
var addressBulkParams = slices.Concat([]Param{
	{Name: "address_field", Type: Text, Default: "address", Says: city.Label{Zh: "CSV：地址所在的列", En: "of CSV: column of the address"}},
}, slices.DeleteFunc(slices.Clone(bulkParams), func(p Param) bool {
	return p.Name == paramSystem.Name || p.Name == "lon_field" || p.Name == "lat_field"
}))

// address answers one address. Its text is written nowhere.
func (s *Server) address(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	if isJSON(r) != nil {
		return &badParameter{
			name: "Content-Type", code: unsupportedType,
			msg: "the body must be application/json for one address, application/x-ndjson or text/csv for many",
		}
	}
	q, err := fields(w, r, maxAddressBody, addressParams)
	if err != nil {
		return err
	}
	pic, _, err := s.picture(r, q)
	if err != nil {
		return err
	}
	a, err := pic.Address(r.Context(), atlas.AddressAsk{Text: q.Get("address"), Limit: whole(q, "limit", address.MaxCandidates)})
	if e := (*city.Error)(nil); errors.As(err, &e) && e.Kind == city.Invalid {
		return &badParameter{name: "address", code: e.Code, msg: e.Msg}
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", jsonType)
	s.write(w, r, encode(a))
	return nil
}

// addressBulk answers each line of the body with a line.
func (s *Server) addressBulk(w http.ResponseWriter, r *http.Request, sent url.Values) error {
	return s.answerBulk(w, r, sent, s.addressesAsked)
}

func (s *Server) addressesAsked(r *http.Request, media string, sent url.Values) (*atlas.Picture, atlas.Bulk, error) {
	field := sent.Get("address_field")
	if field != "" && media != csvType {
		return nil, atlas.Bulk{}, &badParameter{name: "address_field", code: "unknown_parameter", msg: "address_field is for text/csv; the members of an NDJSON line have fixed names"}
	}
	pic, b, err := s.bulkAsked(r, media, sent)
	if field == "" {
		field = "address"
	}
	b.AddressField, b.AddressOption = field, "address_field"
	return pic, b, err
}

func (s *Server) addressRoutes() []Route {
	return []Route{{
		Method: "POST", Pattern: "/api/v1/addresses", Name: "findAddress", Action: "locate", Personal: Movement, Cost: Work,
		Summary: city.Label{
			Zh: "一个地址指的是哪栋楼、哪个小区、哪条路，归哪些区域；NDJSON 或 CSV 则逐行作答",
			En: "The building, compound or road that an address means, and its areas; of NDJSON or CSV, each line is answered with a line",
		},
		Body: &Body{Params: addressParams}, Answers: []Answer{{jsonType, atlas.AddressAnswer{}}},
		Fails:  Fails{400: {"missing_address", "address_too_long", "bad_time"}, 404: {"unknown_revision"}},
		handle: s.address,
		Bulk:   &Bulk{Lines: addressLines, Params: addressBulkParams, Fails: bulkFails, handle: s.addressBulk},
	}}
}
