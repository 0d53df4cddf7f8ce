"""What each order of the sample shop is about; `generate.py` works out the rest.

One order a line: id, time of ordering (shop's time), customer, channel, status, lines, options. A line is
`PRODUCT[/VARIANT][*QUANTITY]`. Options, separated by `;`:

- `parcels=1,2/3`: line numbers by parcel; without it, one parcel
- `states=delivered/in transit`: the parcels' states; otherwise they follow from the order's status
- `pay=PM002:50.00`: so much from this method, the rest from the customer's first; no amount: all of it
- `unpaid`: the payment is still awaited

One return or goodwill refund a line: order, line numbers, status, refund (may be empty), day, reason.
"""

ORDER_PLAN = """
O0001 | 2025-06-03T10:15 | C001 | web | delivered | P014 P036/1000*2 |
O0002 | 2025-06-09T20:41 | C006 | mobile | delivered | P032/140 P033 | parcels=1/2
O0003 | 2025-06-17T11:05 | C013 | store | delivered | P001/GRN P005*2 |
O0004 | 2025-06-24T08:52 | C008 | web | delivered | P028/BLK P017/WHT |
O0005 | 2025-07-02T13:30 | C004 | web | delivered | P009/SLA P011 |
O0006 | 2025-07-08T21:17 | C002 | social | delivered | P029/BLU P030 |
O0007 | 2025-07-15T19:08 | C017 | mobile | delivered | P023/M-RED P024/M*2 P025/3639 |
O0008 | 2025-07-22T07:49 | C003 | mobile | delivered | P012/BLK P016 P036/500*2 | pay=PM005
O0009 | 2025-07-29T15:22 | C010 | web | delivered | P001/ORA P006 |
O0010 | 2025-08-05T12:00 | C005 | web | returned | P022/42 | pay=PM008
O0011 | 2025-08-11T16:35 | C013 | store | delivered | P038/12 P040/L |
O0012 | 2025-08-19T18:24 | C001 | mobile | delivered | P027/BLK P031 | pay=PM002:50.00
O0013 | 2025-08-26T09:40 | C007 | web | delivered | P021/40 P025/3639 |
O0014 | 2025-09-02T22:03 | C012 | mobile | delivered | P018/CLA*2 P019 |
O0015 | 2025-09-09T14:11 | C006 | web | returned | P034/UK P035 |
O0016 | 2025-09-16T20:20 | C009 | mobile | delivered | P013 P037*2 |
O0017 | 2025-09-23T12:45 | C008 | store | delivered | P014 P015 | pay=PM013
O0018 | 2025-09-30T17:56 | C011 | social | delivered | P007/NAV |
O0019 | 2025-10-07T10:32 | C005 | web | delivered | P022/43 | pay=PM008
O0020 | 2025-10-14T21:09 | C017 | web | delivered | P028/GRY P018/OLI | parcels=1/2; pay=PM025:45.00
O0021 | 2025-10-21T11:51 | C014 | web | delivered | P027/BLK |
O0022 | 2025-10-28T08:14 | C003 | web | cancelled | P010/SAN |
O0023 | 2025-11-04T19:37 | C004 | mobile | delivered | P024/L P025/4043 |
O0024 | 2025-11-11T23:02 | C015 | social | delivered | P029/GRN P036/500 |
O0025 | 2025-11-18T09:26 | C008 | mobile | delivered | P002/GRN P004/R*2 P005*2 | parcels=1/2,3
O0026 | 2025-11-20T13:13 | C013 | web | delivered | P033 P017/BLK | parcels=1/2
O0027 | 2025-11-25T16:48 | C010 | mobile | delivered | P023/L-RED P024/L |
O0028 | 2025-11-27T20:55 | C016 | web | delivered | P026/BLK P030 P037 |
O0029 | 2025-12-01T12:20 | C001 | store | delivered | P016 P036/500 P028/BLK |
O0030 | 2025-12-03T18:39 | C002 | web | cancelled | P028/BLK |
O0031 | 2025-12-05T21:44 | C006 | mobile | delivered | P003 | pay=PM010
O0032 | 2025-12-08T15:01 | C017 | store | delivered | P012/WHT P036/1000 |
O0033 | 2025-12-10T10:08 | C012 | web | returned | P021/38 P025/3639 |
O0034 | 2025-12-12T22:31 | C011 | mobile | delivered | P018/OLI P019 |
O0035 | 2025-12-15T09:58 | C009 | web | returned | P039*3 |
O0036 | 2025-12-17T14:27 | C004 | store | delivered | P014 |
O0037 | 2025-12-18T19:19 | C015 | mobile | delivered | P026/BLK |
O0038 | 2026-01-06T08:33 | C007 | mobile | cancelled | P004/L |
O0039 | 2026-01-09T17:10 | C013 | mobile | delivered | P038/12*2 |
O0040 | 2026-01-13T20:47 | C003 | mobile | delivered | P008/SM |
O0041 | 2026-01-19T11:36 | C001 | web | delivered | P023/M-NAV P022/41 |
O0042 | 2026-01-23T13:54 | C008 | web | delivered | P003 |
O0043 | 2026-01-28T18:02 | C014 | web | delivered | P034/US P035 | pay=PM021
O0044 | 2026-02-02T09:45 | C003 | web | delivered | P009/SAN |
O0045 | 2026-02-05T21:28 | C002 | mobile | delivered | P007/BLK |
O0046 | 2026-02-09T12:16 | C017 | mobile | delivered | P001/GRN P020 P005 | parcels=1,3/2
O0047 | 2026-02-12T10:53 | C010 | web | delivered | P009/SLA |
O0048 | 2026-02-17T19:50 | C012 | mobile | delivered | P001/GRN | pay=PM018:30.00
O0049 | 2026-02-19T08:07 | C005 | web | delivered | P001/ORA | pay=PM008
O0050 | 2026-02-23T20:15 | C006 | web | exchange_requested | P021/43 P025/4043 |
O0051 | 2026-02-24T15:42 | C007 | web | delivered | P023/S-NAV |
O0052 | 2026-02-26T11:29 | C004 | web | return_requested | P017/WHT P035 |
O0053 | 2026-03-02T22:18 | C011 | social | return_requested | P026/WHT |
O0054 | 2026-03-03T09:31 | C015 | mobile | shipped | P025/4043 P005 |
O0055 | 2026-03-09T08:20 | C001 | mobile | delivered | P036/1000*2 P038/6 |
O0056 | 2026-03-10T19:44 | C009 | web | exchange_requested | P024/M P025/3639 |
O0057 | 2026-03-11T09:06 | C013 | web | shipped | P032/160 P019 | parcels=2/1; states=delivered/in transit
O0058 | 2026-03-11T12:38 | C012 | web | shipped | P027/BLK | states=out for delivery
O0059 | 2026-03-12T10:59 | C008 | mobile | shipped | P017/BLK P034/UK | parcels=1/2
O0060 | 2026-03-12T21:12 | C016 | social | shipped | P029/COR P017/WHT | states=out for delivery
O0061 | 2026-03-13T07:35 | C003 | mobile | processing | P031 P030 |
O0062 | 2026-03-13T16:50 | C002 | web | shipped | P019 P006 |
O0063 | 2026-03-14T13:03 | C017 | store | processing | P033 |
O0064 | 2026-03-15T18:26 | C010 | web | processing | P028/GRY |
O0065 | 2026-03-16T09:11 | C006 | mobile | processing | P016 P036/1000 |
O0066 | 2026-03-16T20:34 | C005 | mobile | pending | P012/BLK | unpaid
O0067 | 2026-03-17T08:48 | C014 | web | pending | P009/SLA |
O0068 | 2026-03-17T11:57 | C004 | mobile | pending | P001/ORA |
O0069 | 2026-03-17T13:25 | C007 | social | cancelled | P030 P036/500*2 |
O0070 | 2026-03-17T17:40 | C001 | web | processing | P002/GRN |
"""

RETURN_PLAN = """
O0010 | 1 | refunded | 93.10 | 2025-08-21 | Too small
O0015 | 1 | refunded | 99.00 | 2025-09-25 | Ordered the wrong layout
O0033 | 1 | refunded | 139.00 | 2026-01-07 | Too tight across the toes
O0035 | 1 | refunded | 24.50 | 2026-01-08 | The cat refuses it
O0047 | 1 | kept | 20.00 | 2026-02-23 | Shell arrived scratched, customer keeps it
O0050 | 1 | requested |  | 2026-03-09 | Exchange for size 44
O0052 | 1 | requested |  | 2026-03-11 | Lamp flickers at the lowest level
O0053 | 1 | requested |  | 2026-03-12 | Not needed, still sealed
O0056 | 1 | requested |  | 2026-03-16 | Exchange for size L
"""
