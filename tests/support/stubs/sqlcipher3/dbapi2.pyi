from sqlcipher3 import *
