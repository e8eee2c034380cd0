package address

import "strings"

// wordKind is what a word does in an address.
type wordKind uint8

const (
	wordNoise    wordKind = iota
	wordAnd               // between two roads
	wordCrossing          // 交叉口
	wordRelation          // 对面, 东门
	wordProvince          // it is not checked
)

// words are folded: in simplified characters, with digits.
var words = func() map[string]wordKind {
	out := map[string]wordKind{}
	add := func(k wordKind, list string) {
		for _, w := range strings.Fields(list) {
			out[w] = k
		}
	}
	add(wordNoise, `位于 地址 详细地址 住址 住在 家住 我在 我家 我家在 就在 在 的 是 请到 请去 到 去 这里 这儿 那里 那边 处 中国 中华人民共和国 号码 里 内
		院内 小区内 里面 收 邮编 附近的 有 请 及 报 大概 大约 靠近 近 叫 了 啊 吧 - # 标准地址 地点 事发地 事发地点 楼下 楼上`)
	add(wordAnd, `与 和 及 同 跟 以及`)
	add(wordCrossing, `交叉路口 交叉口 交叉 10字路口 丁字路口 三岔路口 交汇处 交汇口 交汇 交会处 交会 交口 交界处 交界 相交处 相交 路口 街口 口 转角 拐角`)
	add(wordRelation, `东门 西门 南门 北门 正门 大门 后门 侧门 东南门 东北门 西南门 西北门 门口 大门口 门前 对面 斜对面 对过 旁边 旁 边上 附近 隔壁 旁侧
		东侧 西侧 南侧 北侧 东边 西边 南边 北边 东面 西面 南面 北面 路东 路西 路南 路北 以东 以西 以南 以北 前面 后面 前 后 往东 往西 往南 往北`)
	add(wordProvince, `河北省 山西省 辽宁省 吉林省 黑龙江省 江苏省 浙江省 安徽省 福建省 江西省 山东省 河南省 湖北省 湖南省 广东省 海南省 四川省 贵州省 云南省
		陕西省 甘肃省 青海省 台湾省 内蒙古自治区 广西壮族自治区 西藏自治区 宁夏回族自治区 新疆维吾尔自治区 内蒙古 广西 西藏 宁夏 新疆`)
	return out
}()

var longestWord = func() int {
	n := 0
	for w := range words {
		n = max(n, len([]rune(w)))
	}
	return n
}()

// noCities are words in which 市, 州 or 县 names no city.
var noCities = []string{"超市", "夜市", "菜市", "早市", "集市", "花市", "门市", "都市", "城市", "鱼市", "市场", "市民", "市政", "县城", "县道"}

// elsewhere is true of an unknown text that names another city or province: what follows may be there.
func elsewhere(folded string) bool {
	for _, w := range noCities {
		folded = strings.ReplaceAll(folded, w, "")
	}
	for i, r := range []rune(folded) {
		if i >= 2 && strings.ContainsRune("省市州县盟", r) {
			return true
		}
	}
	return strings.Contains(folded, "自治区")
}
