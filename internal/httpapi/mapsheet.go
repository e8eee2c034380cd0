package httpapi

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/tiles/picture"
)

// The parameters of a sheet, as those of the page that prints.
var sheetParams = []Param{
	{Name: "paper", Type: Text, Enum: []string{"a4", "a3"}, Default: "a4", Says: city.Label{Zh: "纸张", En: "The paper"}},
	{Name: "turn", Type: Text, Enum: []string{"portrait", "landscape"}, Default: "portrait", Says: city.Label{Zh: "方向：纵向或横向", En: "How it lies"}},
	{
		Name: "scale", Type: Text, Enum: scaleWords(),
		Says: city.Label{Zh: "比例尺分母；不给则取能放下整个区域的最大比例尺", En: "The scale, 1 to so many; without it the largest at which all of the area is on the sheet"}, Example: "10000",
	},
	{Name: "review", Type: Text, Says: city.Label{Zh: "审图号，至多 40 个字", En: "The number of the map's review (审图号), at most 40 characters"}},
	{Name: "internal", Type: Text, Enum: []string{"0", "1"}, Default: "1", Says: city.Label{Zh: "是否带“内部资料”标记", En: "Whether it bears the mark «内部资料»"}},
	{Name: "lang", Type: Text, Enum: []string{"zh", "en"}, Default: "zh", Says: city.Label{Zh: "文字的语言", En: "The language of its words"}},
}

func scaleWords() []string {
	ratios := picture.SheetRatios()
	words := make([]string, len(ratios))
	for i, ratio := range ratios {
		words[i] = strconv.Itoa(ratio)
	}
	return words
}

// mapSheet answers with a sheet of an area as a PNG.
func (s *Server) mapSheet(w http.ResponseWriter, r *http.Request, q url.Values) error {
	pic, _, err := s.picture(r, q)
	if err != nil {
		return err
	}
	ask := picture.SheetAsk{
		Area: picture.Area{Layer: segment(r, "layer"), Code: segment(r, "code")}, Paper: q.Get("paper"), Turn: q.Get("turn"),
		Ratio: whole(q, "scale", 0), Review: q.Get("review"), Unmarked: q.Get("internal") == "0", Lang: q.Get("lang"),
	}
	got, err := s.atlas.DrawSheet(r.Context(), pic, s.cfg.Drawer, ask)
	if bad := (*picture.AskError)(nil); errors.As(err, &bad) {
		return &badParameter{name: bad.Field, code: "out_of_range", msg: bad.Error()}
	}
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("X-Redsail-Scale", strconv.Itoa(got.Ratio))
	if got.LeftOut > 0 {
		h.Set("X-Redsail-Names-Left-Out", strconv.Itoa(got.LeftOut))
	}
	s.send(w, r, &representation{contentType: pngType, etag: revisionTag(pic, got.PNG), content: got.PNG})
	return nil
}
