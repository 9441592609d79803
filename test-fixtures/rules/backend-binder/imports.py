import oslo_messaging as messaging  # expect: backend-binder
from os_brick.initiator import connector  # expect: backend-binder
from oslo_messaging import conffixture  # expect: backend-binder
from oslo_versionedobjects import base as object_base  # expect: backend-binder
from oslo_versionedobjects import fields
from oslo_vmware import api  # expect: backend-binder
import oslo_db.api


class Thing(object_base.VersionedObject):
    fields = {'id': fields.IntegerField()}


def target(topic):
    return messaging.Target(topic=topic), connector, conffixture, api
